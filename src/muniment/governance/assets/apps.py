from django.apps import AppConfig


class AssetsConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.governance.assets"
    label = "assets"
