from django.apps import AppConfig


class HoldsConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.lifecycle.holds"
    label = "holds"
