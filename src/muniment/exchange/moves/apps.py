from django.apps import AppConfig


class MovesConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.exchange.moves"
    label = "moves"
