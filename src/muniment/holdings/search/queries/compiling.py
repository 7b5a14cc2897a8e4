"""From the tree of a query to a condition in SQL, for each database.

Words become one full-text expression wherever no other condition stands between them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from muniment.foundation.kernel.errors import NotFound
from muniment.foundation.kernel.ids import normalise
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.records import queries as records
from muniment.holdings.search.queries.dialects import Condition, Dialect
from muniment.holdings.search.types import All, Any, Between, Filter, Node, Not

if TYPE_CHECKING:
    from muniment.holdings.fileplan.models import FileClass


@dataclass(frozen=True)
class Selection:
    """The words that everything found matches, if there are any, and what else is asked of it."""

    words: str | None
    condition: Condition | None


def selection(root: Node, dialect: Dialect) -> Selection:
    """How to read the rows of the index that meet the query."""
    words, rest = _split(root, dialect)
    if words is None:
        return Selection(None, condition(root, dialect))
    conditions = [condition(one, dialect) for one in rest]
    return Selection(words, _joined(" AND ", conditions) if conditions else None)


def _split(root: Node, dialect: Dialect) -> tuple[str | None, list[Node]]:
    """The words that everything found must match, and what else is asked of it."""
    expression = dialect.text(root)
    if expression is not None or not isinstance(root, All):
        return expression, []
    parts = _grouped(root, dialect)
    texts = [dialect.text(one) for one in parts]
    first = next((at for at, one in enumerate(texts) if one is not None), None)
    return (None, []) if first is None else (texts[first], parts[:first] + parts[first + 1 :])


def condition(node: Node, dialect: Dialect) -> Condition:
    """The condition that a row of the index meets the query."""
    expression = dialect.text(node)
    if expression is not None:
        return dialect.having(expression)
    if isinstance(node, Filter | Between):
        own = dialect.other(node)
        return own or (_filter(node) if isinstance(node, Filter) else _between(node))
    if isinstance(node, Not):
        inner = condition(node.of, dialect)
        return Condition(f"NOT ({inner.sql})", inner.parameters)
    assert isinstance(node, All | Any)
    parts = [condition(one, dialect) for one in _grouped(node, dialect)]
    return _joined(" AND " if isinstance(node, All) else " OR ", parts)


def _joined(operator: str, parts: Sequence[Condition]) -> Condition:
    return Condition(
        operator.join(f"({one.sql})" for one in parts),
        [parameter for one in parts for parameter in one.parameters],
    )


def _grouped(node: All | Any, dialect: Dialect) -> list[Node]:
    """The members, with those that are only words put together into one."""
    words = [one for one in node.of if dialect.text(one) is not None]
    rest = [one for one in node.of if dialect.text(one) is None]
    return [*rest, type(node)(tuple(words))] if len(words) > 1 else [*words, *rest]


_IN_LANGUAGE = (
    "EXISTS (SELECT 1 FROM records_component c JOIN content_derived t ON t.blob_id = c.blob_id"
    " WHERE c.record_id = d.record_id AND t.language = %s)"
)


def _filter(node: Filter) -> Condition:
    if node.name == "after":
        return Condition("d.record_date > %s", [str(node.on)])
    if node.name == "before":
        return Condition("d.record_date < %s", [str(node.on)])
    if node.name == "state":
        return Condition("d.state = %s", [node.value.lower()])
    if node.name == "smallest":
        return Condition("d.size >= %s", [node.size])
    if node.name == "largest":
        return Condition("d.size <= %s", [node.size])
    if node.name == "thread":
        return _of_thread(node.value)
    if node.name == "language":
        wanted = node.value.lower()
        return Condition(_IN_LANGUAGE, ["" if wanted == "unknown" else wanted])
    if node.name in ("class", "only-class"):
        return _of_class(node.value, below=node.name == "class")
    if node.name == "unit":
        return _of_unit(node.value)
    if node.name == "record":
        return Condition("d.record_id = %s", [records.number_of_record(node.value) or 0])
    if node.name == "like":  # where nobody is who reads
        return Condition("1 = 0")
    if node.name == "folder":
        number = records.number_of_folder(node.value.strip().upper())
        return Condition(f"d.folder_id = {number}" if number else "1 = 0")
    wanted = node.value.lower().lstrip(".")
    return Condition("(d.puid = %s OR d.extension = %s)", [wanted, wanted])


def _between(node: Between) -> Condition:
    column = "day" if node.column == "day" else "number"
    bounds = [(">=", node.least), ("<=", node.most)]
    told = [(sign, bound) for sign, bound in bounds if bound is not None]
    conditions = " AND ".join([f"v.{column} IS NOT NULL", *(f"v.{column} {s} %s" for s, _ in told)])
    rows = f"SELECT v.record_id FROM records_fieldvalue v WHERE v.field_id = %s AND {conditions}"  # noqa: S608
    return Condition(f"d.record_id IN ({rows})", [node.field, *(bound for _, bound in told)])


def _of_thread(name: str) -> Condition:
    """The messages of a conversation, whichever of its names is given."""
    names = (
        "SELECT other.name FROM records_thread own"
        " JOIN records_thread other ON other.root = own.root WHERE own.name = %s"
    )
    records = f"SELECT r.id FROM records_record r WHERE r.thread IN ({names}) AND r.thread <> ''"  # noqa: S608
    return Condition(f"d.record_id IN ({records})", [normalise(name)])


def _of_class(reference: str, *, below: bool) -> Condition:
    found = class_meant(reference)
    if found is None:
        return Condition("1 = 0")
    if not below:
        return Condition(f"d.file_class_id = {found.pk}")
    return _in_classes(fileplan.below(found).values_list("pk", flat=True))


def _of_unit(reference: str) -> Condition:
    """In the classes that are the unit's own."""
    owners = fileplan.effective_of(fileplan.classes())
    wanted = reference.strip().casefold()
    return _in_classes(
        pk for pk, one in owners.items() if (one.owner_unit.value or "").casefold() == wanted
    )


def _in_classes(numbers: Iterable[int]) -> Condition:
    listed = ", ".join(str(int(number)) for number in numbers)
    return Condition(f"d.file_class_id IN ({listed})" if listed else "1 = 0")


def class_meant(reference: str) -> "FileClass | None":
    """The class that somebody typed, if there is one. Nobody minds the case of what they type;
    references themselves do."""
    for written in dict.fromkeys((reference, reference.upper())):
        try:
            return fileplan.class_named(written)
        except NotFound:
            continue
    return None
