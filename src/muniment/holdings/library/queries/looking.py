"""What would come of a list of resources."""

from collections.abc import Mapping, Sequence
from typing import Any

from muniment.foundation.access import queries as access
from muniment.foundation.access.types import Permission, Place, Profile
from muniment.foundation.kernel.errors import Reason, Refused
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.library import rules
from muniment.holdings.library.queries.shelves import alike, subjects_known
from muniment.holdings.library.types import Left, ResourceDraft, Understood


def look_at(
    actor: Profile, rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, str]
) -> tuple[list[Understood], list[Left]]:
    """The rows that are understood and not here already, and those that are left out, each with
    every reason. `chosen`: for each of our columns its heading. Raises NotPermitted, and Refused
    for a list that is too long."""
    access.require(actor, Permission.LIBRARY_MANAGE, at=Place())
    if len(rows) > rules.MOST:
        said = f"A file can have at most {rules.MOST:,} rows. Split it."
        raise Refused(Reason("too_long", said, "file"))
    known = _Known()
    found: list[Understood] = []
    left: list[Left] = []
    for line, row in enumerate(rows, 2):
        read = rules.read_row(row, chosen)
        if read is None:
            continue
        resource, licence, wrong = read
        reasons = [*wrong, *known.reasons(resource, line)]
        reasons += rules.reasons_not_to_license(licence) if licence else []
        if reasons:
            words = " ".join(dict.fromkeys(one.message for one in reasons))
            left.append(Left(line, resource.title[:300], words))
        else:
            found.append(Understood(line, resource, licence))
    return found, left


class _Known:
    """What rows are held against: subjects, classes and units, and the rows before."""

    def __init__(self) -> None:
        self.subjects = subjects_known()
        self.classes = set(fileplan.classes().values_list("reference", flat=True))
        self.units = {one.reference for one in access.units()}
        self.lines: dict[str, int] = {}

    def reasons(self, draft: ResourceDraft, line: int) -> list[Reason]:
        """Everything against a row that can be read."""
        named: dict[str, Any] = {
            "subjects": self.subjects,
            "classes": self.classes,
            "units": self.units,
        }
        found = rules.reasons_not_to_keep(draft, **named)
        if found:
            return found
        return [*rules.reasons_known(alike(draft)), *self._in_the_file(draft, line)]

    def _in_the_file(self, draft: ResourceDraft, line: int) -> list[Reason]:
        names = (rules.isbn_of(draft.isbn), rules.issn_of(draft.issn), rules.doi_of(draft.doi))
        keys = [one for one in (rules.address_key(draft.address), *names) if one]
        before = next((self.lines[one] for one in keys if one in self.lines), None)
        for one in keys:
            self.lines.setdefault(one, line)
        if before is None:
            return []
        return [Reason("twice", f"It stands in line {before} already.")]
