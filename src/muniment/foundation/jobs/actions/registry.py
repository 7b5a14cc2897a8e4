"""The kinds of job, as the rooms' `tasks.py` name them."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from muniment.foundation.jobs.types import JobFunction, Kind

_kinds: dict[str, Kind] = {}


def kind(
    name: str, *, atomic: bool = False, lease_seconds: float | None = None
) -> Callable[[JobFunction], JobFunction]:
    """Make a function the work of the jobs of kind `name` (`room.name`). See `types.Kind`."""

    def register(function: JobFunction) -> JobFunction:
        known = _kinds.get(name)
        if known is not None and _place(known.function) != _place(function):
            raise ValueError(f"{name} is already the work of {_place(known.function)}")
        _kinds[name] = Kind(name, function, atomic, lease_seconds)
        return function

    return register


def _place(function: JobFunction) -> str:
    return f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '')}"


def kind_named(name: str) -> Kind:
    """The kind of this name. Raises LookupError where no room has one."""
    if name not in _kinds:
        discover()
    if name not in _kinds:
        raise LookupError(f"no room has work of the kind {name}")
    return _kinds[name]


def discover() -> dict[str, Kind]:
    """Every kind of every installed room, by name."""
    for config in apps.get_app_configs():
        if config.name.startswith("muniment.") and find_spec(f"{config.name}.tasks"):
            import_module(f"{config.name}.tasks")
    return dict(sorted(_kinds.items()))
