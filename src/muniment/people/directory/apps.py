from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.people.directory"
    label = "directory"
