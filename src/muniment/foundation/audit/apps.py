from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "muniment.foundation.audit"
    label = "audit"
