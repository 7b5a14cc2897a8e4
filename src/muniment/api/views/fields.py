"""Fields, where they are asked for, vocabularies, and bulk edits."""

from typing import Annotated, Any

from ninja import Field, Router, Schema

from muniment.api.door import Request
from muniment.api.operation import operation
from muniment.api.paging import After, Limit, Page, from_list, page
from muniment.api.shapes import Given, Reference
from muniment.foundation.access.types import Permission
from muniment.holdings.fileplan import queries as fileplan
from muniment.holdings.metadata import actions, queries
from muniment.holdings.metadata.types import Asking, FieldKind, FieldTerms
from muniment.holdings.records import actions as records
from muniment.holdings.records.queries import bulk
from muniment.holdings.records.types import BulkDraft, BulkOutcome

router = Router(tags=["metadata"])
SEE, MANAGE, EDIT = Permission.FILEPLAN_SEE, Permission.FILEPLAN_MANAGE, Permission.RECORDS_EDIT
Code = Annotated[str, Field(max_length=40)]
Title = Annotated[str, Field(max_length=200)]
Where = Annotated[str, Field(max_length=100)]
Said = dict[Annotated[str, Field(max_length=40)], str | bool | list[str] | None]


class FieldGiven(Given):
    """What a field is."""

    title: Title
    kind: FieldKind = FieldKind.TEXT
    vocabulary: Code = ""
    several: bool = False
    help: Annotated[str, Field(max_length=500)] = ""
    pattern: Annotated[str, Field(max_length=200)] = ""
    pattern_help: Annotated[str, Field(max_length=300)] = ""
    fills_from: Code = ""
    proposed_from: Code = ""

    def terms(self, code: str) -> FieldTerms:
        """The same as the room knows it."""
        given = self.model_dump(include=set(FieldGiven.model_fields))
        return FieldTerms(code, **given)


class NewField(FieldGiven):
    """A field to be defined."""

    code: Code


class ChangedField(FieldGiven):
    """All that a field is from now on; `version` guards against a lost update."""

    version: int | None = None


class DefinedField(Schema):
    """A field, and in which classes something is said of it (`*`: the whole body)."""

    code: str
    title: str
    kind: str
    vocabulary: str
    several: bool
    help: str
    pattern: str
    pattern_help: str
    fills_from: str
    proposed_from: str
    retired: bool
    version: int
    asked_in: list[str]
    forms_sent: int
    forms_refused: int


class AskGiven(Given):
    """What a class says of a field; null where it inherits."""

    file_class: Where
    mandatory: bool | None = None
    default: Annotated[str, Field(max_length=500)] | None = None
    position: int | None = None
    dropped: bool | None = None


class StopGiven(Given):
    """The class that is to say nothing more of a field."""

    file_class: Where


class FieldAsked(Schema):
    """A field as a class asks for it, and where that comes from."""

    code: str
    title: str
    kind: str
    mandatory: bool
    default: str
    position: int
    origin: str
    changed_in: list[str]


class NewVocabulary(Given):
    """A vocabulary to be opened."""

    code: Code
    title: Title
    note: Annotated[str, Field(max_length=2000)] = ""


class Vocabulary(Schema):
    """A vocabulary."""

    code: str
    title: str
    terms: int


class NewTerm(Given):
    """A term, the one it stands below, and other names of it."""

    label: Title
    broader: Title = ""
    also_called: list[Title] = []


class ChangedTerm(NewTerm):
    """What a term is from now on; `term` is what it is called today."""

    term: Title


class TermMerge(Given):
    """A term, and the one that it becomes."""

    term: Title
    into: Title


class TermEnd(Given):
    """A term to be offered no more, or again."""

    term: Title
    back: bool = False


class Term(Schema):
    """A term with the one it stands below."""

    label: str
    broader: str
    depth: int
    retired: bool


class Terms(Schema):
    """All terms of a vocabulary, narrower ones below broader ones."""

    terms: list[Term]


class Row(Given):
    """What one record is to have."""

    reference: Annotated[str, Field(max_length=100)]
    fields: Said


class NewBulkEdit(Given):
    """Records and what each is to have; no value that is there is replaced unless `overwrite`."""

    rows: Annotated[list[Row], Field(min_length=1, max_length=20_000)]
    overwrite: bool = False
    reason: Annotated[str, Field(max_length=500)]


class BulkEdit(Schema):
    """A bulk edit, with how many records there are of each outcome."""

    reference: str
    state: str
    counts: dict[str, int]


class BulkItem(Schema):
    """What becomes, or became, of one record."""

    record: str
    outcome: str
    reasons: list[str]


def _field(one: Any) -> DefinedField:
    terms = queries.terms_of(one)
    tallies = list(queries.tallies(one))
    places = [row.file_class.reference if row.file_class else "*" for row in queries.askings(one)]
    return DefinedField(
        code=one.code,
        title=one.title,
        kind=one.kind,
        vocabulary=terms.vocabulary,
        several=one.several,
        help=one.help,
        pattern=one.pattern,
        pattern_help=one.pattern_help,
        fills_from=one.fills_from,
        proposed_from=one.proposed_from,
        retired=one.retired_at is not None,
        version=one.version,
        asked_in=places,
        forms_sent=sum(tally.sent for tally in tallies),
        forms_refused=sum(tally.refused for tally in tallies),
    )


@operation(router, "GET", "/fields", needs=SEE, answer=Page[DefinedField])
def list_fields(request: Request, after: After = "", limit: Limit = 50) -> Any:
    """All fields, by title."""
    rows = from_list(list(queries.fields()), after, limit, lambda one: one.code)
    return page(request, rows, limit, _field, lambda one: one.code)


@operation(router, "POST", "/fields", needs=MANAGE, answer=DefinedField, status=201)
def define_field(request: Request, wanted: NewField) -> Any:
    """Define a field."""
    return _field(actions.define_field(request.actor, wanted.terms(wanted.code), now=request.now))


@operation(router, "PUT", "/fields/{reference}", needs=MANAGE, answer=DefinedField)
def change_field(request: Request, reference: Reference, wanted: ChangedField) -> Any:
    """Change what a field is."""
    terms, seen = wanted.terms(reference), wanted.version
    return _field(
        actions.change_field(request.actor, reference, terms=terms, version=seen, now=request.now)
    )


@operation(router, "POST", "/fields/{reference}/ask", needs=MANAGE, answer=DefinedField)
def ask_for_field(request: Request, reference: Reference, wanted: AskGiven) -> Any:
    """Say how a class, and all below it, asks for a field; `*` for every class."""
    asking = Asking(**wanted.model_dump(exclude={"file_class"}))
    where = wanted.file_class
    actions.ask_for(request.actor, reference, file_class=where, asking=asking, now=request.now)
    return _field(queries.field_named(reference))


@operation(router, "POST", "/fields/{reference}/stop", needs=MANAGE, answer=DefinedField)
def stop_asking(request: Request, reference: Reference, wanted: StopGiven) -> Any:
    """Take back what a class says of a field."""
    actions.stop_asking(request.actor, reference, file_class=wanted.file_class, now=request.now)
    return _field(queries.field_named(reference))


@operation(router, "POST", "/fields/{reference}/retire", needs=MANAGE, answer=DefinedField)
def retire_field(request: Request, reference: Reference) -> Any:
    """Ask for a field no more. What records hold stays."""
    return _field(actions.retire_field(request.actor, reference, now=request.now))


@operation(router, "POST", "/fields/{reference}/restore", needs=MANAGE, answer=DefinedField)
def restore_field(request: Request, reference: Reference) -> Any:
    """Ask for a retired field again."""
    return _field(actions.restore_field(request.actor, reference, now=request.now))


@operation(router, "GET", "/classes/{reference}/fields", needs=SEE, answer=list[FieldAsked])
def list_asked(request: Request, reference: Reference) -> Any:
    """The fields that a class asks for, in the order of its forms."""
    return [
        FieldAsked(
            code=one.terms.code,
            title=one.terms.title,
            kind=one.terms.kind.value,
            mandatory=one.mandatory,
            default=one.default,
            position=one.position,
            origin=one.origin,
            changed_in=list(one.changed_in),
        )
        for one in queries.asked_in(fileplan.class_named(reference))
    ]


@operation(router, "GET", "/vocabularies", needs=SEE, answer=list[Vocabulary])
def list_vocabularies(request: Request) -> Any:
    """All vocabularies."""
    return [
        Vocabulary(code=one.code, title=one.title, terms=getattr(one, "held", 0))
        for one in queries.vocabularies()
    ]


@operation(router, "POST", "/vocabularies", needs=MANAGE, answer=Vocabulary, status=201)
def open_vocabulary(request: Request, wanted: NewVocabulary) -> Any:
    """Open a vocabulary."""
    made = actions.open_vocabulary(request.actor, **wanted.model_dump(), now=request.now)
    return Vocabulary(code=made.code, title=made.title, terms=0)


@operation(router, "GET", "/vocabularies/{reference}/terms", needs=SEE, answer=Terms)
def list_terms(request: Request, reference: Reference) -> Any:
    """The terms, narrower ones below broader ones."""
    return _terms(reference)


def _terms(code: str) -> Terms:
    every = [
        Term(
            label=one.label,
            broader=one.broader.label if one.broader else "",
            depth=depth,
            retired=one.retired_at is not None,
        )
        for depth, one in queries.term_tree(queries.vocabulary_named(code))
    ]
    return Terms(terms=every)


@operation(
    router, "POST", "/vocabularies/{reference}/terms", needs=MANAGE, answer=Terms, status=201
)
def add_term(request: Request, reference: Reference, wanted: NewTerm) -> Any:
    """Add a term."""
    said = {**wanted.model_dump(), "also_called": tuple(wanted.also_called)}
    actions.add_term(request.actor, reference, **said, now=request.now)
    return _terms(reference)


@operation(router, "POST", "/vocabularies/{reference}/terms/change", needs=MANAGE, answer=Terms)
def change_term(request: Request, reference: Reference, wanted: ChangedTerm) -> Any:
    """Rename a term or put it elsewhere. No record is touched."""
    said = {**wanted.model_dump(), "also_called": tuple(wanted.also_called)}
    actions.change_term(request.actor, reference, **said, now=request.now)
    return _terms(reference)


@operation(router, "POST", "/vocabularies/{reference}/terms/merge", needs=MANAGE, answer=Terms)
def merge_terms(request: Request, reference: Reference, wanted: TermMerge) -> Any:
    """Merge a term into another. No record is touched; it cannot be undone."""
    actions.merge_terms(request.actor, reference, **wanted.model_dump(), now=request.now)
    return _terms(reference)


@operation(router, "POST", "/vocabularies/{reference}/terms/retire", needs=MANAGE, answer=Terms)
def retire_term(request: Request, reference: Reference, wanted: TermEnd) -> Any:
    """Offer a term no more, or again."""
    do = actions.restore_term if wanted.back else actions.retire_term
    do(request.actor, reference, term=wanted.term, now=request.now)
    return _terms(reference)


def _bulk(edit: Any) -> BulkEdit:
    counts = {one.value: number for one, number in bulk.bulk_counts(edit).items()}
    return BulkEdit(reference=edit.reference, state=edit.state, counts=counts)


@operation(router, "POST", "/bulk-edits", needs=EDIT, answer=BulkEdit, status=201)
def look_at_bulk(request: Request, wanted: NewBulkEdit) -> Any:
    """Look at what would become of each record. Nothing is changed."""
    rows = [(one.reference, one.fields) for one in wanted.rows]
    draft = BulkDraft("By program", wanted.reason, rows=rows, overwrite=wanted.overwrite)
    return _bulk(records.look_at_bulk(request.actor, draft, now=request.now))


@operation(router, "GET", "/bulk-edits/{reference}", needs=EDIT, answer=BulkEdit)
def show_bulk(request: Request, reference: Reference) -> Any:
    """One of your bulk edits, and how far it has got."""
    return _bulk(bulk.bulk_named(request.actor, reference))


@operation(router, "GET", "/bulk-edits/{reference}/items", needs=EDIT, answer=Page[BulkItem])
def list_bulk_items(
    request: Request,
    reference: Reference,
    outcome: BulkOutcome | None = None,
    after: After = "",
    limit: Limit = 50,
) -> Any:
    """What becomes, or became, of each record."""
    edit = bulk.bulk_named(request.actor, reference)
    every = bulk.bulk_items(edit, outcome.value if outcome else "")
    start = int(after) if after.isdecimal() and len(after) < 10 else 0
    rows = list(every.filter(ordinal__gt=start)[: limit + 1])
    return page(
        request,
        rows,
        limit,
        lambda one: BulkItem(record=one.asked_as, outcome=one.outcome, reasons=one.reasons),
        lambda one: str(one.ordinal),
    )


@operation(router, "POST", "/bulk-edits/{reference}/begin", needs=EDIT, answer=BulkEdit)
def begin_bulk(request: Request, reference: Reference) -> Any:
    """Have it carried out, in the background."""
    return _bulk(records.begin_bulk(request.actor, reference, now=request.now))
