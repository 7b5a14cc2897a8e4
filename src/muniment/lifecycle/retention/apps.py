from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "muniment.lifecycle.retention"
    label = "retention"
