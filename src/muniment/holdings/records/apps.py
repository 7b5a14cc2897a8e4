from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.records"
    label = "records"
