from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "muniment.holdings.records"
    label = "records"
