from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.channels"
    label = "channels"
