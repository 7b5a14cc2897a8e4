from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.governance.bodies"
    label = "bodies"
