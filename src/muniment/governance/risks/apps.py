from django.apps import AppConfig


class RisksConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.governance.risks"
    label = "risks"
