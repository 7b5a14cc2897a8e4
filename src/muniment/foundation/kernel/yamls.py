"""Rows of text in and out of YAML: text, lists and objects alone, within bounds.

A file is read event by event, and nothing in it is made into an object of Python. An anchor or an
alias, by which a small file can stand for a huge one, is refused, and so is a tag, by which a file
asks for a type of its own. What stands in it stays the text that it is: `1.10`, `2026-04-01` and
`yes` are what was typed, and not a number, a day or a truth.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

DEEPEST = 20  # objects and lists within each other
_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")  # YAML would make a plain line end of some
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": "yes", "True": "yes", "TRUE": "yes", "false": "no", "False": "no", "FALSE": "no"}


class Unreadable(ValueError):
    """The file is not such YAML, in words that say where."""


def is_yaml(name: str) -> bool:
    """Whether a file is YAML, by the ending of its name."""
    return name.lower().endswith((".yaml", ".yml"))


def read(text: str) -> Any:
    """What the YAML says: text, lists, and objects by the names of their members; None for nothing.
    Raises Unreadable."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return _document(iter(yaml.parse(text, Loader=loader)))
    except yaml.YAMLError as broken:
        raise Unreadable(_said(broken)) from broken


def _said(broken: Any) -> str:
    mark = getattr(broken, "problem_mark", None)
    problem = getattr(broken, "problem", None) or "it is no YAML"
    return f"{problem}, line {mark.line + 1}" if mark else str(problem)


def _document(events: Iterator[Any]) -> Any:
    from yaml import events as kinds

    found, documents = None, 0
    for event in events:
        if isinstance(event, kinds.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise Unreadable(f"there is a second document in it, {_line(event)}")
        elif isinstance(event, kinds.NodeEvent):
            found = _value(event, events, 1)
    return found


def _value(event: Any, events: Iterator[Any], depth: int) -> Any:
    """What begins with this event, to its end."""
    from yaml import events as kinds

    if isinstance(event, kinds.AliasEvent) or event.anchor is not None:
        raise Unreadable(f"anchors (&) and aliases (*) are not taken, {_line(event)}")
    if event.tag not in (None, "!"):
        raise Unreadable(f"tags (!) are not taken, {_line(event)}")
    if depth > DEEPEST:
        raise Unreadable(f"it is nested more than {DEEPEST} deep, {_line(event)}")
    if isinstance(event, kinds.ScalarEvent):
        return event.value if event.style else _plain(event.value)
    if isinstance(event, kinds.SequenceStartEvent):
        return [_value(one, events, depth + 1) for one in _until(kinds.SequenceEndEvent, events)]
    return _members(events, depth)


def _members(events: Iterator[Any], depth: int) -> dict[str, Any]:
    from yaml import events as kinds

    found: dict[str, Any] = {}
    for event in _until(kinds.MappingEndEvent, events):
        name = _value(event, events, depth + 1)
        if not isinstance(name, str):
            raise Unreadable(f"the name of a member is no text, {_line(event)}")
        if name in found:
            raise Unreadable(f"“{name}” stands there twice, {_line(event)}")
        found[name] = _value(next(events), events, depth + 1)
    return found


def _until(end: Any, events: Iterator[Any]) -> Iterator[Any]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _plain(text: str) -> str | None:
    """What stands there without quotation marks. Only nothing, true and false are not as typed:
    they are what JSON makes of them too."""
    return None if text in _NOTHING else _TRUTH.get(text, text)


def _line(event: Any) -> str:
    return f"line {event.start_mark.line + 1}"


def written(value: Mapping[str, Any] | list[Any]) -> str:
    """The value as YAML. Text that would be read as something else stands in quotation marks; text
    of several lines in a block."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Text of several lines as a block; nothing twice by an alias."""

        def ignore_aliases(self, data: Any) -> bool:
            """Always: each is written out."""
            return True

    def text(dumper: Any, one: str) -> Any:
        style = '"' if _BREAKS.search(one) else "|" if "\n" in one else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", one, style=style)

    Dumper.add_representer(str, text)
    made: str = yaml.dump(value, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=100)
    return made
