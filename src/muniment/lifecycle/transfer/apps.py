from django.apps import AppConfig


class TransferConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.lifecycle.transfer"
    label = "transfer"
