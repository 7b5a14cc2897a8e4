"""The clauses of policies that govern a schedule, and what is disposed of by it (RET-08)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph of a policy that governs a schedule (RET-08): which policy, the number of the
    paragraph as the policy has it, what it says in a sentence, and where it can be read."""

    policy: str
    paragraph: str
    says: str
    address: str = ""

    @property
    def named(self) -> str:
        """`Information management policy 4.2`."""
        return f"{self.policy} {self.paragraph}"


@dataclass(frozen=True, slots=True)
class Governed:
    """The edition in which a version of a rule stood last, and the clauses that govern it."""

    schedule: str
    edition: int
    clauses: tuple[Clause, ...]
