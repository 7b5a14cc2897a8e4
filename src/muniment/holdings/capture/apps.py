from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "muniment.holdings.capture"
    label = "capture"
