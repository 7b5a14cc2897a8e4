"""The template environment of the pages."""

from typing import Any

from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """A Jinja2 environment that escapes everything and stops at a name it does not know."""
    return Environment(**{**options, "autoescape": True, "undefined": StrictUndefined})
