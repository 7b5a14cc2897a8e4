"""The hint that there is work. Losing one loses nothing: the rows are the truth."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus, task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

TASK = "muniment.foundation.jobs.tasks.attend"


def on_commit() -> None:
    """Wake a worker once the present transaction has committed, once for all its jobs."""
    if not any(entry[1] is _wake for entry in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    if settings.MUNIMENT_BROKER:
        from muniment.foundation.jobs.adapters import broker  # Celery: where it is used only

        broker.send()
        return
    if _in_database() and _waiting().exists():
        return  # whoever takes that one works until nothing is left
    import_string(TASK).enqueue()


def take_all() -> None:
    """Remove the waiting hints; call it before looking for work, so that none is missed."""
    if not settings.MUNIMENT_BROKER and _in_database() and _waiting().exists():
        _waiting().delete()


def _in_database() -> bool:
    return isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend)


def _waiting() -> "QuerySet[Any]":
    return DBTaskResult.objects.filter(task_path=TASK, status=TaskResultStatus.READY)
