from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.search"
    label = "search"
