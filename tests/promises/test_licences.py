"""Every part that runs with Muniment has a licence from the list in the architecture page.

Read from what is installed, and from the lock of what the pages are dressed in.
"""

import json
import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
# How each family on the list is written where packages say what they are under.
FAMILIES = {
    "MIT": r"MIT\b|MIT License",
    "BSD": r"(0)?BSD\b|BSD License",
    "Apache": r"Apache\b",
    "MPL": r"MPL|Mozilla Public License",
    "PSF": r"PSF|Python Software Foundation",
    "ISC": r"ISC\b",
    "Zlib": r"Zlib",
    "CC0": r"CC0",
    "LGPL": r"LGPL|GNU (Library or )?Lesser General Public License",
}
MUST = {"django", "psycopg", "typst", "pypdfium2", "cffi"}  # the last: three steps from the list


def allowed_families() -> set[str]:
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text("utf-8")
    listed = re.search(r"Licences allowed at run time: ([^.]+)\.", page)[1]
    return {one.strip() for one in listed.split(",")}


def is_allowed(licence: str) -> bool:
    """Whether the licence, or one of those there is a choice of, is on the list; all of those
    that go together have to be."""
    patterns = [FAMILIES[one] for one in allowed_families()]
    return any(
        all(
            any(re.match(pattern, part.strip(" ()")) for pattern in patterns)
            for part in re.split(r"\bAND\b|,", choice)
            if "dependency licenses" not in part  # those of pypdfium2: PDFium's own, BSD and alike
        )
        for choice in re.split(r"\bOR\b", licence)
    )


def licences_of(name: str) -> list[str]:
    """What the package says it is under: an expression, or else classifiers, or else free text."""
    said = distribution(name).metadata
    if expression := said.get("License-Expression"):
        return [expression]
    classifiers = [
        one.rpartition(" :: ")[2]
        for one in said.get_all("Classifier", [])
        if one.startswith("License :: OSI Approved :: ")
    ]
    return classifiers or [(said.get("License") or "").partition("\n")[0]]


def runtime_parts() -> set[str]:
    """The dependencies of the project, and theirs, to the last; not those for development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    waiting = [Requirement(one) for one in project["dependencies"]]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        wanted = waiting.pop()
        key = (wanted.name.lower(), tuple(wanted.extras))
        if key in seen:
            continue
        seen.add(key)
        for line in distribution(wanted.name).requires or []:
            further = Requirement(line)
            extras = [{"extra": extra} for extra in (*wanted.extras, "")]
            if further.marker is None or any(further.marker.evaluate(one) for one in extras):
                waiting.append(further)
    return {name for name, _ in seen}


def test_every_python_part_has_a_licence_from_the_list():
    parts = runtime_parts()
    assert parts >= MUST and "pytest" not in parts
    found = {name: licences_of(name) for name in parts}
    # Several classifiers are licences to choose from.
    assert {name: said for name, said in found.items() if not any(map(is_allowed, said))} == {}


def test_every_part_of_the_pages_has_a_licence_from_the_list():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    found = {
        name: one.get("license", "")
        for name, one in lock["packages"].items()
        if name and not one.get("dev")
    }
    assert "node_modules/govuk-frontend" in found
    assert {name: said for name, said in found.items() if not is_allowed(said)} == {}


def test_the_list_is_the_one_that_was_agreed():
    assert allowed_families() == set(FAMILIES)


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-only",
        "AGPL-3.0",
        "SSPL-1.0",
        "GNU General Public License v3 (GPLv3)",
        "",
        "UNKNOWN",
    ],
)
def test_any_other_licence_is_noticed(licence):
    assert not is_allowed(licence)
    assert not is_allowed(f"MIT AND {licence}") or not licence
