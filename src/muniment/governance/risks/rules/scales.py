"""Reading the scales by which risks are scored: what is wrong with a pack is told all at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from muniment.foundation.kernel.errors import Reason
from muniment.governance.risks.types import HIGHEST, LOWEST, Band, Category, Scales, Step

MOST_SCORE = HIGHEST * HIGHEST
LONGEST_MONTHS = 60
NAMES = 60
MEANS = 300
_CODE = re.compile(r"[a-z][a-z0-9-]{0,29}")
KNOWN = {"likelihood", "impact", "bands", "categories", "acceptance_months", "waiver_months"}


def read_scales(said: Any) -> tuple[Scales, list[Reason]]:
    """The scales of a pack that was read from its file, with every reason why it is not one. What
    cannot be read is left out of the scales."""
    if not isinstance(said, Mapping):
        said, wrong = {}, [Reason("pack", "The file must be an object with named parts.")]
    else:
        wrong = [Reason(one, f"There is no part “{one}”.") for one in said if one not in KNOWN]
    likelihood, impact = _steps(said, "likelihood", wrong), _steps(said, "impact", wrong)
    bands, categories = _bands(said, wrong), _categories(said, wrong)
    acceptance = _months(said, "acceptance_months", wrong)
    waiver = _months(said, "waiver_months", wrong)
    return Scales(likelihood, impact, bands, categories, acceptance, waiver), wrong


def _steps(said: Mapping[str, Any], part: str, wrong: list[Reason]) -> tuple[Step, ...]:
    found = []
    for line, one in _rows(said, part, wrong):
        score = _number(one.get("score"), LOWEST, HIGHEST)
        if score is None:
            wrong.append(_at(part, line, f"the score is a number from {LOWEST} to {HIGHEST}"))
        else:
            name, means = _named(one, part, line, wrong)
            found.append(Step(score, name, means))
    if isinstance(said.get(part), Sequence) and [one.score for one in found] != list(
        range(LOWEST, HIGHEST + 1)
    ):
        wrong.append(Reason(part, f"{part} has the scores 1 to 5, each once and in order."))
    return tuple(found)


def _bands(said: Mapping[str, Any], wrong: list[Reason]) -> tuple[Band, ...]:
    found = []
    for line, one in _rows(said, "bands", wrong):
        code, least = _code(one, "bands", line, wrong), _number(one.get("from"), 1, MOST_SCORE)
        if least is None:
            wrong.append(_at("bands", line, f"“from” is a number from 1 to {MOST_SCORE}"))
        else:
            found.append(Band(code, _named(one, "bands", line, wrong)[0], least))
    starts = [one.least for one in found]
    if found and (starts[0] != 1 or starts != sorted(set(starts))):
        wrong.append(Reason("bands", "bands begin at 1, and each above the one before."))
    wrong += _twice("bands", [one.code for one in found])
    return tuple(found)


def _categories(said: Mapping[str, Any], wrong: list[Reason]) -> tuple[Category, ...]:
    found = []
    for line, one in _rows(said, "categories", wrong):
        code = _code(one, "categories", line, wrong)
        appetite = _number(one.get("appetite"), 0, MOST_SCORE)
        if appetite is None:
            wrong.append(
                _at("categories", line, f"the appetite is a number from 0 to {MOST_SCORE}")
            )
        else:
            name, means = _named(one, "categories", line, wrong)
            found.append(Category(code, name, appetite, means))
    wrong += _twice("categories", [one.code for one in found])
    return tuple(found)


def _rows(
    said: Mapping[str, Any], part: str, wrong: list[Reason]
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    rows = said.get(part)
    if not isinstance(rows, list) or not rows:
        wrong.append(Reason(part, f"{part} is a list, and says something."))
        return
    for line, one in enumerate(rows, 1):
        if isinstance(one, Mapping):
            yield line, one
        else:
            wrong.append(_at(part, line, "it must be an object"))


def _named(one: Mapping[str, Any], part: str, line: int, wrong: list[Reason]) -> tuple[str, str]:
    name, means = _text(one.get("name")), _text(one.get("means"))
    if not name or len(name) > NAMES:
        wrong.append(_at(part, line, f"it has a name, of at most {NAMES} letters"))
    if len(means) > MEANS:
        wrong.append(_at(part, line, f"what it means has at most {MEANS} letters"))
    return name, means


def _code(one: Mapping[str, Any], part: str, line: int, wrong: list[Reason]) -> str:
    code = _text(one.get("code"))
    if not _CODE.fullmatch(code):
        wrong.append(_at(part, line, "its code is small letters, digits and hyphens"))
    return code


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _number(value: Any, least: int, most: int) -> int | None:
    text = _text(value)
    plain = text.isascii() and text.isdigit() and len(text) < 4
    return int(text) if plain and least <= int(text) <= most else None


def _months(said: Mapping[str, Any], part: str, wrong: list[Reason]) -> int:
    if part not in said:
        return 12
    found = _number(said[part], 1, LONGEST_MONTHS)
    if found is None:
        wrong.append(Reason(part, f"{part} is a number from 1 to {LONGEST_MONTHS}."))
    return found or 12


def _twice(part: str, codes: Sequence[str]) -> list[Reason]:
    twice = sorted({one for one in codes if one and codes.count(one) > 1})
    return [Reason(part, f"{part} has the code {one} twice.") for one in twice]


def _at(part: str, line: int, words: str) -> Reason:
    return Reason(part, f"{part}, entry {line}: {words}.")
