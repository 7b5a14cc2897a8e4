"""The Celery application, for those who run workers with Celery's own command:

celery -A muniment.config.celery worker

`muniment worker` listens to the same queue, and also looks for work that no message told of.
"""

import os

import django
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muniment.config.settings")
django.setup()
JOBS = "muniment.foundation.jobs"  # by name: nothing of ours may be imported before the set-up

app = import_string(f"{JOBS}.adapters.broker.app")()
app.task(name=import_string(f"{JOBS}.adapters.broker.TASK"))(
    import_string(f"{JOBS}.tasks.attend").func
)
