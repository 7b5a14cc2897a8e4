"""Shapes that several rooms share, and how references stand in addresses."""

from enum import StrEnum
from typing import Annotated, Any

from ninja import Field, Path, Schema
from pydantic import AfterValidator, WithJsonSchema, field_validator

from muniment.foundation.access.types import Narrowing, Tier


def written_in_address(reference: str) -> str:
    """A reference as one step of an address: `/` becomes `~`, which no reference has."""
    return reference.replace("/", "~")


def read_from_address(step: str) -> str:
    """The reference that stands in an address."""
    return step.replace("~", "/")


Reference = Annotated[str, Path(max_length=120), AfterValidator(read_from_address)]


class Given(Schema, extra="forbid"):
    """What a program sends. A name that is not expected is refused, not passed over, and so is
    text that no database can keep."""

    @field_validator("*", mode="after")
    @classmethod
    def storable(cls, value: Any) -> Any:
        """The value, if all text in it can be kept."""
        if not _is_storable(value):
            raise ValueError("text cannot have NUL or half of a character in it")
        return value


def _is_storable(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, dict):
        return all(_is_storable(key) and _is_storable(one) for key, one in value.items())
    return all(map(_is_storable, value)) if isinstance(value, list | tuple) else True


def written_out(kind: type[StrEnum]) -> WithJsonSchema:
    """Has the description say in each place what there is to choose from. Named, an enumeration
    would take the place of another room's that has the same name."""
    return WithJsonSchema({"type": "string", "enum": [one.value for one in kind]})


class Access(Given):
    """What a folder or record says for itself about access; null where it inherits."""

    open_to: list[str] | None = None
    tier: Tier | None = None
    sensitive: bool | None = None
    handling: list[str] | None = None

    def narrowing(self) -> Narrowing:
        """The same as the rooms know it."""
        return Narrowing(
            None if self.open_to is None else tuple(self.open_to),
            self.tier.value if self.tier else "",
            self.sensitive,
            None if self.handling is None else tuple(self.handling),
        )


class WhyGiven(Given):
    """Why it is done."""

    reason: Annotated[str, Field(max_length=1000)] = ""
