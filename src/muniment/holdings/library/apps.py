from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.library"
    label = "library"
