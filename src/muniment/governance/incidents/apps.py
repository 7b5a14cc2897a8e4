from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.governance.incidents"
    label = "incidents"

    def ready(self) -> None:
        """Read the pack of the breach clock: a bad one is told of before anything runs."""
        from muniment.governance.incidents.adapters import packs

        packs.current()
