"""What removing content and checking the store came to."""

from collections.abc import Sequence
from dataclasses import dataclass

from muniment.foundation.content.states import FixityState
from muniment.foundation.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Removal:
    """What became of contents that were to be removed: those that are gone, by digest, and why
    each of the others could not be."""

    gone: frozenset[str]
    failed: dict[str, Refused]


class ContentVanished(Exception):
    """Content was removed between storing and filing it (a destruction of the same bytes came in
    between). The item is to be stored once more; `digests` says which."""

    def __init__(self, digests: Sequence[str]) -> None:
        super().__init__(", ".join(digests))
        self.digests = tuple(digests)


@dataclass(frozen=True, slots=True)
class Found:
    """In which condition a content was found in the store and in the second copy; None where
    there is none of it, or it cannot be looked at."""

    store: FixityState
    copy: FixityState | None = None

    @property
    def whole(self) -> bool:
        """Whether every copy that there is is what it was."""
        return self.store is FixityState.INTACT and self.copy in (None, FixityState.INTACT)


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What a check of the store against the database found. Lists of digests.

    `missing` and `corrupt` could not be repaired and are not given out; `repaired` were, in the
    store or in the second copy; of `uncopied` the second copy could not be put right. `copies`:
    how many second copies were looked at; `away`: why the second copy could not be looked at.
    """

    checked: int
    missing: tuple[str, ...]
    corrupt: tuple[str, ...]
    unreferenced: tuple[str, ...]
    doomed: tuple[str, ...]
    repaired: tuple[str, ...] = ()
    uncopied: tuple[str, ...] = ()
    copies: int = 0
    away: str = ""

    @property
    def clean(self) -> bool:
        """Whether every referenced blob is there and intact, and so is each second copy that ought
        to be there (leftovers do no harm, and what was repaired is whole)."""
        return not (self.missing or self.corrupt or self.uncopied or self.away)


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What came of bringing the second copy up to date. `failed`: digests that were missing or
    damaged in the store, and were not copied; `left`: how many are still to be copied."""

    copied: int
    bytes: int
    failed: tuple[str, ...]
    left: int


@dataclass(frozen=True, slots=True)
class StoreMove:
    """How far content has been copied to another store: how many contents there are, how many the
    other store holds and of how many bytes, which could not be copied, and whether both agree."""

    contents: int
    held: int
    bytes: int
    failed: tuple[str, ...]
    agreed: bool


@dataclass(frozen=True, slots=True)
class CopyStatus:
    """How far the second copy is. `folder`: where, blank where none is set; `away`: why it cannot
    be used, blank where it can; `copied` and `waiting`: contents it has and lacks."""

    folder: str
    away: str
    copied: int
    waiting: int
