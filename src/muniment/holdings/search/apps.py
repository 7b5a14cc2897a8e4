from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "muniment.holdings.search"
    label = "search"
