from django.apps import AppConfig


class AdviceConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.advice"
    label = "advice"
