from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "muniment.foundation.content"
    label = "content"
