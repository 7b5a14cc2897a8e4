"""Reads the council's files for the tests, and does by hand what the rooms will do with them."""

import csv
from pathlib import Path

import yaml

import muniment.demo

COUNCIL = Path(muniment.demo.__file__).parent / "council"


def rows(name):
    with (COUNCIL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tree(name):
    return yaml.safe_load((COUNCIL / name).read_text(encoding="utf-8"))


def plan():
    return {row["reference"]: row for row in rows("file_plan.csv")}


def rules():
    return {row["code"]: row for row in rows("retention.csv")}


def lineage(reference, classes):
    while reference:
        yield reference
        reference = classes[reference]["parent"]


def rule_of(reference, classes):
    return next(
        (classes[one]["rule"] for one in lineage(reference, classes) if classes[one]["rule"]), ""
    )


def place_of(path, filing):
    fitting = [entry for entry in filing if path.startswith(entry["prefix"])]
    return max(fitting, key=lambda entry: len(entry["prefix"]), default=None)
