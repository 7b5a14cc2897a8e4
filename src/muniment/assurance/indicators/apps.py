from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.assurance.indicators"
    label = "indicators"
