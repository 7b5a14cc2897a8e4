"""What the log of searches says of how useful they were."""

from datetime import timedelta

PATIENCE = timedelta(minutes=30)  # after which a search from which nothing was opened is abandoned
