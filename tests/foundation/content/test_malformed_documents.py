"""Documents broken at random: every one gives text or a named reason, in time (promise 28)."""

import os
import random
import time
from collections import Counter

import pytest
from tests.foundation.content import documents
from tests.foundation.content.documents import ALL, LISTED

from muniment.foundation.content.adapters.sandbox import Extractor
from muniment.foundation.content.states import DerivedState

COUNT = int(os.environ.get("MUNIMENT_FAULT_N", "150"))
SECONDS = 11.0
PICTURES = {
    f"picture.{kind.lower()}": documents.image(kind) for kind in ("PNG", "JPEG", "TIFF", "GIF")
}
SOURCES = {**ALL, **LISTED, **PICTURES}


def broken(data: bytes, chance: random.Random) -> bytes:
    """The document with one to eight kinds of damage, each where chance has it."""
    for _ in range(chance.randint(1, 8)):
        data = chance.choice(DAMAGE)(bytearray(data), chance) or b"x"
    return data


def flip(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 4, 32])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def cut(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(len(data)) + 1])


def blank(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    size = min(chance.choice([4, 64, 512]), len(data) - at)
    data[at : at + size] = bytes([chance.choice([0, 0xFF])]) * size
    return bytes(data)


def repeat(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    piece = bytes(data[at : at + chance.choice([8, 256, 4096])])
    return bytes(data[:at]) + piece * chance.choice([2, 20]) + bytes(data[at:])


def swap(data: bytearray, chance: random.Random) -> bytes:
    other = chance.choice(list(SOURCES.values()))
    at = chance.randrange(len(data))
    return bytes(data[:at]) + other[chance.randrange(len(other)) :]


def number(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    data[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0"])
    return bytes(data)


DAMAGE = (flip, cut, blank, repeat, swap, number)


@pytest.mark.fault
@pytest.mark.sandbox
def test_every_broken_document_gives_text_or_a_named_reason(extractor: Extractor) -> None:
    extractor.extract(b"start")
    assert extractor._zygote is not None
    process = extractor._zygote.pid
    states: Counter[str] = Counter()
    slowest = (0.0, "")
    for seed in range(COUNT):
        chance = random.Random(seed)
        name = chance.choice(list(SOURCES))
        data = broken(SOURCES[name], chance)
        started = time.perf_counter()
        made = extractor.extract(data, name=name)
        picture = extractor.render_preview(data, name=name)
        slowest = max(slowest, (time.perf_counter() - started, f"{name}, seed {seed}"))
        assert made.state is DerivedState.DONE or made.state is DerivedState.EMPTY or made.reason
        assert picture.png or picture.reason
        states[made.state] += 1
    print(f"\n{COUNT} broken documents: {dict(states)}; slowest {slowest[0]:.2f} s ({slowest[1]})")
    assert slowest[0] <= 2 * SECONDS
    # No broken document took the keeper with it.
    assert extractor._zygote.pid == process
    assert len(states) >= 3
