"""Makes the mutants of a file with mutmut, but those that could only change words for people."""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import libcst as cst
from mutmut.mutation.file_mutation import (
    Mutation,
    combine_mutations_to_source,
    create_mutations,
)

PROSE = re.compile(r"[A-Za-z],? [A-Za-z{]")
# Where words stand among the arguments: a reason's message, what a start of a clock is told as,
# the verb in the sentence about the state of a review.
WORDS_AT = {"Reason": 1, "Start": 1, "reasons_of_state": 2}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. `function`: the dotted name of what it changes; `was` and `now`: the lines that
    differ, by which it is known again when its number has moved."""

    name: str
    function: str
    was: str
    now: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by."""
        return (self.function, self.was, self.now)


@dataclass(slots=True)
class Made:
    """A module with all of its mutants in it, asleep, and how many were not made, by reason."""

    code: str
    mutants: list[Mutant] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def make(path: Path, module: str) -> Made:
    """All mutants of the file that could change a decision.

    mutmut changes functions only: no docstrings, annotations, constants or `__all__`. Left out of
    what it changes is what only people read, and no code decides by:

    words: the message of a `Reason` or of an error, other arguments that are words (`WORDS_AT`),
        and all that only flows into them: names that stand nowhere else, and private functions
        that are called nowhere else.
    prose: a text constant of two words or more. Codes, fields and states are one word.
    """
    module_tree, mutations, classes, functions = create_mutations(str(path), path.read_text())
    slots = _slots_of(module_tree)
    words = _words_of(module_tree, slots)
    kept, left_out = [], Counter[str]()
    for one in mutations:
        if one.contained_by_top_level_function is None:
            continue
        why = _why_left_out(one, slots, words)
        if why:
            left_out[why] += 1
        else:
            kept.append(one)
    made = combine_mutations_to_source(module_tree, kept, classes, functions)
    lines = made.code.splitlines()
    spans = made.line_span_by_function_name

    def source(name: str) -> list[str]:
        own = lines[spans[name].start - 1 : spans[name].end]
        return [line.strip().replace(name, "") for line in own if line.strip()]

    mutants = []
    for name in made.mutant_names:
        stem = name.rpartition("__mutmut_")[0]
        was, now = _changed(source(f"{stem}__mutmut_orig"), source(name))
        plain = stem.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
        mutants.append(Mutant(f"{module}.{name}", f"{module}.{plain}", was, now))
    return Made(made.code, mutants, left_out)


def _changed(before: list[str], after: list[str]) -> tuple[str, str]:
    was: list[str] = []
    now: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        if kind != "equal":
            was += before[a:b]
            now += after[c:d]
    return " ".join(was), " ".join(now)


def _slots_of(module: cst.Module) -> dict[int, tuple[cst.Call, int]]:
    """The calls that take words for people, by their identity, and which argument that is."""
    found = {}
    for node in _below(module):
        if isinstance(node, cst.Raise) and isinstance(node.exc, cst.Call) and node.exc.args:
            found[id(node.exc)] = (node.exc, 0)
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
            at = WORDS_AT.get(node.func.value)
            if at is not None and len(node.args) > at:
                found[id(node)] = (node, at)
    return found


def _why_left_out(
    one: Mutation, slots: Mapping[int, tuple[cst.Call, int]], words: Collection[int]
) -> str:
    node, mutated = one.original_node, one.mutated_node
    if id(node) in words:
        return "words"
    if id(node) in slots and isinstance(mutated, cst.Call):
        call, at = slots[id(node)]
        if len(call.args) == len(mutated.args) and all(
            before is after
            for number, (before, after) in enumerate(zip(call.args, mutated.args, strict=True))
            if number != at
        ):
            return "words"
    if isinstance(node, cst.SimpleString) and PROSE.search(node.value):
        return "prose"
    return ""


def _words_of(
    module: cst.Module, slots: Mapping[int, tuple[cst.Call, int]]
) -> dict[int, cst.CSTNode]:
    """All nodes, by identity, whose value can come only into words for people."""
    found: list[cst.CSTNode] = [call.args[at].value for call, at in slots.values()]
    functions = [one for one in _below(module) if isinstance(one, cst.FunctionDef)]
    words: dict[int, cst.CSTNode] = {}
    while found:
        words |= {id(node): node for part in found for node in _below(part)}
        found = [
            *(part for one in functions for part in _flowing(one, words)),
            *(one for one in functions if id(one) not in words and _only_told(one, module, words)),
        ]
    return words


def _flowing(function: cst.FunctionDef, words: dict[int, cst.CSTNode]) -> Iterator[cst.CSTNode]:
    """The assignments of the function whose names stand only in what is words already."""
    inside = list(_below(function))
    targets = {
        id(one.targets[0].target): one
        for one in inside
        if isinstance(one, cst.Assign) and id(one) not in words and len(one.targets) == 1
    }
    uses: dict[str, list[bool]] = {}
    others = {id(one.attr) for one in inside if isinstance(one, cst.Attribute)}
    others |= {id(one.keyword) for one in inside if isinstance(one, cst.Arg)}
    for node in inside:
        if isinstance(node, cst.Name) and id(node) not in targets.keys() | others:
            uses.setdefault(node.value, []).append(id(node) in words)
    for key, one in targets.items():
        target = one.targets[0].target
        if isinstance(target, cst.Name) and id(target) == key and all(uses.get(target.value, [0])):
            yield one


def _only_told(
    function: cst.FunctionDef, module: cst.Module, words: dict[int, cst.CSTNode]
) -> bool:
    name = function.name.value
    uses = [
        id(node) in words
        for node in _below(module)
        if isinstance(node, cst.Name) and node.value == name and node is not function.name
    ]
    return name.startswith("_") and bool(uses) and all(uses)


def _below(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in node.children:
        yield from _below(child)
