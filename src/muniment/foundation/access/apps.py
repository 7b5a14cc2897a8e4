from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "muniment.foundation.access"
    label = "access"
