"""Fields that records are asked for, and vocabularies to choose from."""

from pathlib import Path
from typing import Annotated

import typer

from muniment.cli.arguments import one_of, read_rows, write_rows
from muniment.cli.desk import acting
from muniment.cli.output import answer, table
from muniment.foundation.kernel.errors import Reason, Refused

fields = typer.Typer(name="field", help="Fields of records.", no_args_is_help=True)
words = typer.Typer(name="vocabulary", help="Lists of terms.", no_args_is_help=True)
Code = Annotated[str, typer.Argument(metavar="CODE", help="The code of the field.")]
Words = Annotated[str, typer.Argument(metavar="CODE", help="The code of the vocabulary.")]
Term = Annotated[str, typer.Argument(metavar="TERM", help="What the term is called.")]
Where = Annotated[str, typer.Option("--class", metavar="REF", help="A class; * for every class.")]
Broader = Annotated[str, typer.Option(help="The term that it stands below.")]
Also = Annotated[list[str], typer.Option("--also", help="Another name that it is found by.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .json or .xlsx file.")]


@fields.command("define")
def define(
    code: Code,
    title: Annotated[str, typer.Option(help="What it is called.")],
    kind: Annotated[str, typer.Option(help="text, long_text, number, date and so on.")] = "text",
    vocabulary: Annotated[str, typer.Option(help="What a choice is made from.")] = "",
    several: Annotated[bool, typer.Option("--several", help="Several values.")] = False,
    help_: Annotated[str, typer.Option("--help-text", help="What forms say of it.")] = "",
    pattern: Annotated[str, typer.Option(help="A regular expression for text.")] = "",
    fills_from: Annotated[str, typer.Option(help="Such as message:from or file:owner.")] = "",
    proposed_from: Annotated[
        str, typer.Option(help="Such as document:author: what a person is offered.")
    ] = "",
) -> None:
    """Define a field. `field ask` then says where it is asked for."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions
        from muniment.holdings.metadata.types import FieldKind, FieldTerms

        terms = FieldTerms(
            code=code,
            title=title,
            kind=one_of(FieldKind, kind, "kind"),
            vocabulary=vocabulary,
            several=several,
            help=help_,
            pattern=pattern,
            fills_from=fills_from,
            proposed_from=proposed_from,
        )
        made = actions.define_field(actor, terms, now=now())
    answer({"field": made.code}, f"The field {made.code} is defined.")


@fields.command("ask")
def ask(
    code: Code,
    file_class: Where = "*",
    mandatory: Annotated[str, typer.Option(help="yes or no; empty: as further up.")] = "",
    default: Annotated[str, typer.Option(help="What it begins with.")] = "",
    position: Annotated[int | None, typer.Option(help="Its place on forms.")] = None,
    drop: Annotated[str, typer.Option(help="yes where it is not asked for after all.")] = "",
) -> None:
    """Ask for a field in a class and all below it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions
        from muniment.holdings.metadata.types import Asking

        asking = Asking(_flag(mandatory), default or None, position, _flag(drop))
        actions.ask_for(actor, code, file_class=file_class, asking=asking, now=now())
    answer({"field": code, "class": file_class}, f"{code} is asked for in {file_class} so now.")


def _flag(text: str) -> bool | None:
    if text.lower() not in ("", "yes", "no"):
        raise Refused(Reason("not_a_flag", f"'{text}' is not yes or no.", "mandatory"))
    return None if not text else text.lower() == "yes"


@fields.command("stop")
def stop(code: Code, file_class: Where = "*") -> None:
    """Take back what a class says of a field."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions

        actions.stop_asking(actor, code, file_class=file_class, now=now())
    answer({"field": code, "class": file_class}, f"{file_class} says nothing of {code} now.")


@fields.command("retire")
def retire(code: Code, back: Annotated[bool, typer.Option(help="Ask again.")] = False) -> None:
    """Ask for a field no more (or again). What records hold stays."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions

        (actions.restore_field if back else actions.retire_field)(actor, code, now=now())
    answer({"field": code, "retired": not back}, f"{code} is {'in use' if back else 'retired'}.")


@fields.command("stopping")
def stopping() -> None:
    """List how often each form was refused because of a field, most often first."""
    with acting() as actor:
        from dataclasses import asdict

        from muniment.holdings.metadata import queries

        rows = [
            {**asdict(one), "since": one.since.date().isoformat(), "percent": round(one.percent, 1)}
            for one in queries.stopping(actor)
        ]
    shown = {"title": "Field", "form": "Form", "sent": "Sent", "refused": "Refused"}
    table("fields", rows, {**shown, "percent": "Of 100", "since": "Since"})


@fields.command("list")
def list_(
    file_class: Annotated[str, typer.Option("--class", help="Only those asked for there.")] = "",
) -> None:
    """List the fields, or those that a class asks for with where each comes from."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.holdings.fileplan.queries import class_named
        from muniment.holdings.metadata import queries

        access.require(actor, Permission.FILEPLAN_SEE)
        if file_class:
            rows = [
                {
                    "field": one.terms.code,
                    "title": one.terms.title,
                    "kind": one.terms.kind.value,
                    "mandatory": one.mandatory,
                    "default": one.default,
                    "from": one.origin,
                    "changed_in": list(one.changed_in),
                }
                for one in queries.asked_in(class_named(file_class))
            ]
        else:
            rows = [
                {
                    "field": one.code,
                    "title": one.title,
                    "kind": one.kind,
                    "vocabulary": one.vocabulary.code if one.vocabulary else "",
                    "retired": one.retired_at is not None,
                }
                for one in queries.fields()
            ]
    of_class = {"mandatory": "Must", "default": "Begins with", "from": "From"}
    shown = of_class if file_class else {"vocabulary": "Vocabulary", "retired": "Retired"}
    table("fields", rows, {"field": "Field", "title": "Title", "kind": "Holds", **shown})


@fields.command("import")
def import_fields(file: File) -> None:
    """Bring in fields and where they are asked for: all rows, or every reason by line."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions

        counts = actions.import_fields(actor, read_rows(file), now=now())
    answer(counts, f"{counts['defined']} fields defined, {counts['asked']} places set.")


@fields.command("export")
def export_fields(file: File) -> None:
    """Write every field, in the form that import takes."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.holdings.metadata import queries, rules
        from muniment.holdings.metadata.types import COLUMNS

        access.require(actor, Permission.FILEPLAN_SEE)
        count = write_rows(file, rules.as_rows(queries.definitions()), COLUMNS)
    answer({"rows": count, "file": str(file)}, f"{count} rows are in {file}.")


@words.command("open")
def open_(code: Words, title: Annotated[str, typer.Option(help="What it is called.")] = "") -> None:
    """Open a vocabulary."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions

        made = actions.open_vocabulary(actor, code, title=title or code, now=now())
    answer({"vocabulary": made.code}, f"The vocabulary {made.code} is open.")


@words.command("add")
def add(code: Words, term: Term, broader: Broader = "", also: Also = []) -> None:  # noqa: B006
    """Add a term."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions

        said = {"label": term, "broader": broader, "also_called": tuple(also)}
        made = actions.add_term(actor, code, **said, now=now())  # type: ignore[arg-type]
    answer({"vocabulary": code, "term": made.label}, f"{made.label} is in {code}.")


@words.command("rename")
def rename(
    code: Words, term: Term, to: Annotated[str, typer.Argument(help="What it is called now.")]
) -> None:
    """Rename a term. Records that have it need not be touched."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions, queries

        found = queries.term_named(queries.vocabulary_named(code), term)
        above = found.broader.label if found.broader else ""
        actions.change_term(actor, code, term=term, label=to, broader=above, now=now())
    answer({"vocabulary": code, "term": to}, f"{term} is called {to} now.")


@words.command("move")
def move(code: Words, term: Term, broader: Broader = "") -> None:
    """Put a term below another, or at the top."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions

        actions.change_term(actor, code, term=term, label=term, broader=broader, now=now())
    answer({"vocabulary": code, "term": term}, f"{term} stands {broader or 'at the top'} now.")


@words.command("merge")
def merge(
    code: Words, term: Term, into: Annotated[str, typer.Argument(help="The term that stays.")]
) -> None:
    """Merge a term into another. It cannot be undone."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions

        actions.merge_terms(actor, code, term=term, into=into, now=now())
    answer({"vocabulary": code, "term": into}, f"{term} has become {into}.")


@words.command("retire")
def retire_term(
    code: Words, term: Term, back: Annotated[bool, typer.Option(help="Offer it again.")] = False
) -> None:
    """Offer a term no more (or again)."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions

        do = actions.restore_term if back else actions.retire_term
        do(actor, code, term=term, now=now())
    answer({"vocabulary": code, "term": term}, f"{term} is {'in use' if back else 'retired'}.")


@words.command("show")
def show(code: Words) -> None:
    """List the terms, narrower ones below broader ones."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.holdings.metadata import queries

        access.require(actor, Permission.FILEPLAN_SEE)
        tree = queries.term_tree(queries.vocabulary_named(code))
        rows = [
            {
                "term": one.label,
                "broader": one.broader.label if one.broader else "",
                "depth": depth,
                "retired": one.retired_at is not None,
            }
            for depth, one in tree
        ]
    table("terms", rows, {"term": "Term", "broader": "Below", "retired": "Retired"})


@words.command("import")
def import_terms(file: File) -> None:
    """Bring in vocabularies: all rows, or every reason by line."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.metadata import actions

        counts = actions.import_terms(actor, read_rows(file), now=now())
    answer(counts, f"{counts['opened']} vocabularies opened, {counts['added']} terms added.")


@words.command("export")
def export_terms(file: File) -> None:
    """Write every term in use, in the form that import takes."""
    with acting() as actor:
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.holdings.metadata import queries
        from muniment.holdings.metadata.types import TERM_COLUMNS

        access.require(actor, Permission.FILEPLAN_SEE)
        count = write_rows(file, queries.term_rows(), TERM_COLUMNS)
    answer({"rows": count, "file": str(file)}, f"{count} terms are in {file}.")
