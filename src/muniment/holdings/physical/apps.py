from django.apps import AppConfig


class PhysicalConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.physical"
    label = "physical"
