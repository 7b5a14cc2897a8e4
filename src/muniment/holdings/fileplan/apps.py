from django.apps import AppConfig


class FileplanConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.fileplan"
    label = "fileplan"
