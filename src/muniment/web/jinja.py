"""The template environment of the pages."""

from typing import Any, NoReturn

from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader
from jinja2.utils import missing

from muniment.web import fields, words

# Names that the Design System's macros look up whether they were given or not.
OPTIONAL = frozenset({"undefined", "caller", "describedBy", "successBanner", "typeClass"})


class Unknown(ChainableUndefined):
    """What a name stands for that nobody set.

    Parameters that a Design System macro was not given are empty (as they are in Nunjucks). A
    name or an attribute that our own templates misspell stops the page.
    """

    def _is_optional(self) -> bool:
        if self._undefined_obj is missing:
            return self._undefined_name in OPTIONAL
        return isinstance(self._undefined_obj, dict | Unknown)

    def _or_fail(self) -> None:
        if not self._is_optional():
            self._fail_with_undefined_error()

    def _fail(self) -> NoReturn:
        self._fail_with_undefined_error()

    def __html__(self) -> str:
        self._or_fail()
        return ""

    def __str__(self) -> str:
        self._or_fail()
        return ""

    def __bool__(self) -> bool:
        self._or_fail()
        return False

    def __iter__(self) -> Any:
        self._or_fail()
        return iter(())


def environment(**options: Any) -> Environment:
    """A Jinja2 environment that escapes everything and stops at a name it does not know."""
    loader = ChoiceLoader(
        [
            options.pop("loader"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    settings = {**options, "loader": loader, "autoescape": True, "undefined": Unknown}
    made = Environment(trim_blocks=True, lstrip_blocks=True, **settings)  # noqa: S701
    made.globals.update(
        static=static, url=_url, component_of=fields.component_of, get_messages=get_messages
    )
    made.filters.update(words.FILTERS)
    return made


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)
