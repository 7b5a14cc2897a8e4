from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.foundation.notices"
    label = "notices"
