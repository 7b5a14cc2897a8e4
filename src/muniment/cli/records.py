"""Records: showing one, getting its content, exporting the list."""

import hashlib
import itertools
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from muniment.cli.arguments import Limit, Reference, read_fields, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, options, say, table
from muniment.foundation.kernel.errors import Reason, Refused

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile

app = typer.Typer(name="records", help="Lists of records.", no_args_is_help=True)
one = typer.Typer(name="record", help="One record.", no_args_is_help=True)
CHUNK = 500
COLUMNS = (
    "reference",
    "title",
    "class",
    "source_path",
    "size",
    "sha256",
    "puid",
    "mime",
    "captured",
    "rule",
    "due",
    "state",
    "component",
    "name",
    "also_at",
    "fields",
)


@app.callback()
def _group() -> None:
    """Lists of records."""


@app.command("export")
def export(
    csv: Annotated[Path, typer.Option("--csv", metavar="FILE", help="Where to; - to show it.")],
    file_class: Annotated[
        str, typer.Option("--class", metavar="REF", help="Only this class and all below it.")
    ] = "",
) -> None:
    """Write a row for each component of each record that you may see."""
    if str(csv) == "-" and options.get().json:
        raise Refused(Reason("usage", "With --json name a file to write to.", "csv"))
    with acting() as actor:
        count = write_rows(csv, _rows(actor, file_class), COLUMNS)
    answer({"rows": count, "file": str(csv)})
    if str(csv) != "-":
        say(f"{count} rows are in {csv}.")


def _rows(actor: "Profile", file_class: str) -> Iterator[dict[str, Any]]:
    from muniment.holdings.fileplan import queries as fileplan
    from muniment.holdings.records import queries

    found = queries.visible(actor)
    if file_class:
        found = queries.in_branch(actor, fileplan.class_named(file_class))
    found = found.select_related("file_class").prefetch_related("components__blob", "places")
    rows = found.order_by("pk").iterator(chunk_size=CHUNK)
    while some := list(itertools.islice(rows, CHUNK)):
        held = queries.in_words(queries.values_of(one.pk for one in some), actor, names=False)
        for record in some:
            places = sorted(record.places.all(), key=lambda place: (not place.is_first, place.pk))
            paths = [path_of(place) for place in places]
            for component in sorted(record.components.all(), key=lambda part: part.ordinal):
                yield _row(record, component, paths, held.get(record.pk, {}))


def path_of(place: Any) -> str:
    """The path of a place as it was; bytes that are not UTF-8 as escapes."""
    if place.path_bytes is None:
        return str(place.path)
    return bytes(place.path_bytes).decode("utf-8", "backslashreplace")


def _row(
    record: Any, component: Any, paths: list[str], held: dict[str, list[str]]
) -> dict[str, Any]:
    is_original = component.ordinal == 1
    return {
        "reference": record.reference,
        "title": record.title,
        "class": record.file_class.reference,
        "source_path": paths[0] if paths else "",
        "size": component.size,
        "sha256": component.sha256,
        "puid": component.blob.puid if component.blob else (record.puid if is_original else ""),
        "mime": component.blob.mime if component.blob else "",
        "captured": record.captured_at.isoformat(),
        "rule": record.rule,
        "due": record.due_on or "",
        "state": record.state,
        "component": component.ordinal,
        "name": component.name,
        "also_at": "\n".join(one.replace("\n", "\\n") for one in paths[1:] if is_original),
        "fields": json.dumps(held, ensure_ascii=False) if held and is_original else "",
    }


@one.callback()
def _one() -> None:
    """One record."""


@one.command("show")
def show(reference: Reference) -> None:
    """Show a record: where it is filed, until when it is kept and why, and what it holds."""
    with acting() as actor:
        told = _told(actor, reference)
    components, places = told["components"], told["places"]
    answer(
        told,
        f"{told['reference']}  {told['title']}",
        f"In {told['class']}, folder {told['folder']} ({told['folder_title']}).",
        f"{told['state'].capitalize()}. {told['retention']}",
        *told["who_can_change"],
        f"Captured {told['captured']:%-d %B %Y}; dated {told['record_date']:%-d %B %Y}.",
        "",
    )
    columns = {"component": "No.", "name": "Name", "size": "Bytes", "puid": "Format"}
    table("components", components, {**columns, "text": "Text", "sha256": "SHA-256"})
    for code, texts in told["fields"].items():
        say(f"{code}: {', '.join(texts)}")
    for place in places:
        say(f"Found at {place}")


@one.command("describe")
def describe(
    reference: Reference,
    fields: Annotated[
        list[str],
        typer.Argument(
            metavar="CODE=VALUE...",
            help="Fields and their values; twice for two values, nothing after = to empty one.",
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Set fields of a record. What was there before is kept in its history."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.records import actions

        said = read_fields(fields)
        changed = actions.describe(actor, reference, fields=said, reason=reason, now=now())
    told = {"record": changed.reference, "fields": list(said)}
    answer(told, f"{changed.reference} has been changed.")


@one.command("conversation")
def conversation(reference: Reference) -> None:
    """List the messages of the conversation that a message belongs to, as far as you see them."""
    with acting() as actor:
        from muniment.holdings.records import queries

        found = queries.record_named(actor, reference)
        rows = [
            {
                "reference": one.reference,
                "title": one.title,
                "from": one.metadata.get("from", ""),
                "date": one.record_date,
            }
            for one in queries.conversation(actor, found)
        ]
    answer({"thread": found.thread})
    shown = {"reference": "Reference", "title": "Title", "from": "From", "date": "Date"}
    table("messages", rows, shown)


@one.command("find")
def find(
    reference: Reference,
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help='Words, "a phrase", OR, NOT, begin*.')
    ],
    component: Annotated[int, typer.Option(min=1, help="Which one; 1 is the original.")] = 1,
    limit: Limit = 200,
) -> None:
    """Find lines in the text of a record: in an archive, names of what is in it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.records import actions
        from muniment.holdings.search import queries

        _, stream = actions.read_content(actor, reference, ordinal=component, now=now())
        stream.close()
        found = queries.within(actor, reference, component, query, limit=limit)
    rows = [
        {"line": one.number, "text": "".join(part.text for part in one.segments)}
        for one in found.lines
    ]
    for note in found.notes:
        say(note)
    table("lines", rows, {"line": "Line", "text": "Text"}, total=found.total, notes=found.notes)


def _told(actor: "Profile", reference: str) -> dict[str, Any]:
    from muniment.foundation.content import queries as content
    from muniment.foundation.kernel.clock import today
    from muniment.holdings.records import queries
    from muniment.lifecycle.retention import queries as retention
    from muniment.lifecycle.retention.rules.deciders import who_in_words

    found = queries.record_shown(actor, reference)
    parts = list(queries.components(found))
    derived = content.derived_of(part.sha256 for part in parts)
    explained = retention.explanation_of(actor, found)
    who = [who_in_words(one) for one in retention.who_can_change(actor, found, today())]
    return {
        "reference": found.reference,
        "title": found.title,
        "class": found.file_class.reference,
        "folder": found.folder.reference,
        "folder_title": found.folder.title,
        "state": found.state,
        "record_date": found.record_date,
        "captured": found.captured_at,
        "rule": explained.rule,
        "due": explained.due_on,
        "action": explained.action,
        "retention": explained.sentence,
        "who_can_change": who,
        "certificate": found.certificate,
        "metadata": found.metadata,
        "fields": queries.in_words(queries.values_of([found.pk]), actor).get(found.pk, {}),
        "components": [
            {
                "component": part.ordinal,
                "role": part.role,
                "name": part.name,
                "size": part.size,
                "sha256": part.sha256,
                "puid": part.blob.puid if part.blob else "",
                "mime": part.blob.mime if part.blob else "",
                "text": derived[part.sha256].state if part.sha256 in derived else "",
            }
            for part in parts
        ],
        "places": [path_of(place) for place in queries.places(found)],
    }


@one.command("get")
def get(
    reference: Reference,
    out: Annotated[Path, typer.Option(metavar="FILE", help="A new file; - to show it.")],
    component: Annotated[int, typer.Option(min=1, help="Which one; 1 is the original.")] = 1,
) -> None:
    """Copy the content of a record out, and check that it is what was captured."""
    if str(out) == "-" and options.get().json:
        raise Refused(Reason("usage", "With --json name a file to write to.", "out"))
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.records import actions

        if str(out) != "-" and out.exists():
            raise Refused(Reason("exists", f"There is a file {out} already.", "out"))
        part, stream = actions.read_content(actor, reference, ordinal=component, now=now())
        with stream:
            _copy(stream, out, part.sha256)
    answer({"file": str(out), "name": part.name, "size": part.size, "sha256": part.sha256})
    if str(out) != "-":
        say(f"{part.name}: {part.size} bytes are in {out}.")


def _copy(stream: BinaryIO, out: Path, sha256: str) -> None:
    """Write the bytes and compare their digest. What does not match is not left behind."""
    digest = hashlib.sha256()
    shown = str(out) == "-"
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb") if shown else out.open("xb")
    with target:
        while block := stream.read(1 << 20):
            digest.update(block)
            target.write(block)
    if digest.hexdigest() != sha256:
        if not shown:
            out.unlink()
        raise RuntimeError("the content in the store is not what was captured")
