import os
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class BackupConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.exchange.backup"
    label = "backup"

    def ready(self) -> None:
        """Nothing starts between the steps of a swap but what ends it."""
        from muniment.exchange.backup.adapters import exchanging
        from muniment.exchange.backup.types import SwapUnfinished

        home = Path(settings.MUNIMENT_HOME)
        if exchanging.GOES_ON not in os.environ and exchanging.begun(home):
            raise SwapUnfinished(exchanging.journal_of(home))
