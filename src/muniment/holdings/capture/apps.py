from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.capture"
    label = "capture"
