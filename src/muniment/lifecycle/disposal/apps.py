from django.apps import AppConfig


class DisposalConfig(AppConfig):
    name = "muniment.lifecycle.disposal"
    label = "disposal"
