from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.foundation.jobs"
    label = "jobs"
