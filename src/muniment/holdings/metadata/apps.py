from django.apps import AppConfig


class MetadataConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.metadata"
    label = "metadata"
