from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "muniment.foundation.jobs"
    label = "jobs"
