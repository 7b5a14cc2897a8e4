from django.apps import AppConfig


class HoldsConfig(AppConfig):
    name = "muniment.lifecycle.holds"
    label = "holds"
