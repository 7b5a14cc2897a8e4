from django.apps import AppConfig


class ContentConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.foundation.content"
    label = "content"
