from django.apps import AppConfig


class DisposalConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.lifecycle.disposal"
    label = "disposal"
