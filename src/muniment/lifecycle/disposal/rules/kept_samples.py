"""The sample that a rule has kept when the rest is destroyed: how many, and whether they are
[RET-02]. Where papers are many and alike, archives keep a share of them, drawn by chance."""

from collections.abc import Iterable
from dataclasses import dataclass

from muniment.foundation.kernel.errors import Reason


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """What decides whether a review keeps the sample of a rule: 1 in `one_in` of the `of` records
    that it was made with, of which `kept` are kept for transfer and `to_destroy` are still to be
    destroyed."""

    rule: str
    one_in: int
    of: int
    kept: int
    to_destroy: int

    @property
    def needed(self) -> int:
        """How many have to be kept at least."""
        return size_of_sample(self.of, self.one_in)

    @property
    def lacking(self) -> int:
        """How many fewer are kept than have to be."""
        return max(0, self.needed - self.kept)


def size_of_sample(of: int, one_in: int) -> int:
    """How many records a sample of 1 in `one_in` keeps of so many, rounded up: one at least."""
    return -(-of // one_in)


def reasons_of_samples(samples: Iterable[SampleFacts]) -> list[Reason]:
    """Why the review cannot be approved, or carried out, as long as its samples are too small. What
    destroys nothing under a rule needs none of it."""
    return [
        Reason(
            "sample_short",
            f"Rule {one.rule} keeps a sample of 1 in {one.one_in}: {one.needed:,} of these"
            f" {one.of:,} records have to be kept for transfer, and {one.kept:,}"
            f" {'is' if one.kept == 1 else 'are'}. Keep {one.lacking:,} more.",
        )
        for one in samples
        if one.lacking and one.to_destroy
    ]
