"""The clauses of policies that govern an edition, as the interface takes and gives them."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

from ninja import Field, Schema

from muniment.api.shapes import Given
from muniment.lifecycle.retention.types.clauses import Clause


class ClauseGiven(Given):
    """A clause of a policy that governs the edition: which policy, the number of the paragraph,
    what it says in a sentence, and perhaps where it can be read (https)."""

    policy: Annotated[str, Field(max_length=300)]
    paragraph: Annotated[str, Field(max_length=40)]
    says: Annotated[str, Field(max_length=1000)]
    address: Annotated[str, Field(max_length=500)] = ""


Clauses = Annotated[list[ClauseGiven], Field(max_length=50)]


class ClausesGiven(Given):
    """All clauses that govern the edition, in order. `version` is that of the edition as you
    looked at it."""

    clauses: Clauses
    version: int | None = None

    def named(self) -> list[Clause]:
        """The same as the room knows them."""
        return [Clause(**one.model_dump()) for one in self.clauses]


class ClauseShown(Schema):
    """A clause of a policy: the paragraph, what it says, and where it can be read."""

    policy: str
    paragraph: str
    says: str
    address: str


def clauses_shown(clauses: Iterable[Clause]) -> list[ClauseShown]:
    """The clauses as the interface gives them."""
    return [ClauseShown(**asdict(one)) for one in clauses]
