from django.apps import AppConfig


class HabitsConfig(AppConfig):
    """The room, as Django knows it."""

    name = "muniment.holdings.habits"
    label = "habits"
