from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.governance.plans"
    label = "plans"
