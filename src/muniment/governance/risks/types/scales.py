"""The scales by which risks are scored: what the pack says, read."""

from dataclasses import dataclass

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a scale: 1 to 5, its name, and what it means."""

    score: int
    name: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A range of products of likelihood and impact, from `least` to where the next begins."""

    code: str
    name: str
    least: int


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of risk, with the highest product of likelihood and impact that the body accepts
    without more ado: its appetite."""

    code: str
    name: str
    appetite: int
    means: str = ""


@dataclass(frozen=True, slots=True)
class Scales:
    """How risks are scored, what kinds there are, and for how many months at most a risk is
    accepted or a rule waived."""

    likelihood: tuple[Step, ...]
    impact: tuple[Step, ...]
    bands: tuple[Band, ...]
    categories: tuple[Category, ...]
    acceptance_months: int = 12
    waiver_months: int = 12

    def category(self, code: str) -> Category:
        """The category of this code. What the scales name no longer is accepted at no score."""
        for one in self.categories:
            if one.code == code:
                return one
        return Category(code, code, 0)

    def appetite(self, code: str) -> int:
        """The highest score that is within the appetite for this category."""
        return self.category(code).appetite

    def band(self, score: int) -> Band:
        """The band that a product of likelihood and impact falls into."""
        return [one for one in self.bands if one.least <= score][-1]
