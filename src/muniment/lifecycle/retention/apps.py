from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.lifecycle.retention"
    label = "retention"
