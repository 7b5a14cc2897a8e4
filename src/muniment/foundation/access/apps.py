from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.foundation.access"
    label = "access"
