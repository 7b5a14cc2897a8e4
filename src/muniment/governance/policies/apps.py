from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.governance.policies"
    label = "policies"
