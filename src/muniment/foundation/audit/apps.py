from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The audit log."""

    name = "muniment.foundation.audit"
    label = "audit"
