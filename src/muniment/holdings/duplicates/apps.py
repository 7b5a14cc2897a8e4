from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.duplicates"
    label = "duplicates"
