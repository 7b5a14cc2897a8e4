"""Answers that were kept for requests sent twice show a record as it was; not once it is gone."""

import json
import re
from typing import Any

from muniment.foundation.jobs.actions import amend_answers
from muniment.holdings.records import queries as records

_REFERENCE = re.compile(r"\bR-[0-9A-Z]{5}-[0-9A-Z]{5}\b")


def forget_answers() -> int:
    """Leave of each destroyed record, in the answers that are kept, what its stub keeps; how
    many answers changed. Whoever sends the request once more gets an answer of the same form."""
    return amend_answers(_amended)


def _amended(answer: Any) -> Any:
    named = set(_REFERENCE.findall(json.dumps(answer)))
    titles = records.titles_of_destroyed(named) if named else {}
    return _stubs(answer, titles) if titles else answer


def _stubs(answer: Any, titles: dict[str, str]) -> Any:
    if isinstance(answer, list):
        return [_stubs(one, titles) for one in answer]
    if not isinstance(answer, dict):
        return answer
    if answer.get("reference") in titles and "metadata" in answer:
        return {**answer, "title": titles[answer["reference"]], "metadata": {}}
    return {name: _stubs(one, titles) for name, one in answer.items()}
