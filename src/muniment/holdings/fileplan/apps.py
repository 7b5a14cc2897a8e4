from django.apps import AppConfig


class FileplanConfig(AppConfig):
    name = "muniment.holdings.fileplan"
    label = "fileplan"
