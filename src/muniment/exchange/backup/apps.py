from django.apps import AppConfig


class BackupConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.exchange.backup"
    label = "backup"
