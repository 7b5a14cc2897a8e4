"""The certificate of a destruction: to read, and to check without Muniment."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.desk import acting
from muniment.cli.notes import read_note
from muniment.cli.output import answer, options, say
from muniment.foundation.kernel.errors import NotFound, Reason, Refused

if TYPE_CHECKING:
    from muniment.foundation.access.types import Profile


def certificate(
    reference: Annotated[str, typer.Argument(metavar="REF", help="A certificate or its review.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A new .pdf to read or .json to verify.")
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Prove it against this checkpoint, kept elsewhere."),
    ] = None,
) -> None:
    """Show the certificate of a destruction, or write it to a file."""
    with acting() as actor:
        from muniment.foundation.audit import queries as audit
        from muniment.lifecycle.disposal import queries

        found = _certificate(actor, reference)
        note = read_note(checkpoint)
        size = audit.size_signed(note) if note is not None else None
        document = queries.certificate_document(actor, found.reference, size=size)
        if out is not None:
            write_certificate(found, document, out)
    answer({"certificate": document, "file": str(out or "")})
    if out is not None:
        say(f"Certificate {found.reference} is in {out}.")
    elif not options.get().json:
        print(json.dumps(document, indent=1, ensure_ascii=False))


def _certificate(actor: "Profile", reference: str) -> Any:
    from muniment.lifecycle.disposal import queries

    if not reference.strip().upper().startswith("DR-"):
        return queries.certificate_named(actor, reference.strip().upper())
    review = queries.review_named(actor, reference)
    made = [one for one in queries.certificates(actor) if one.review_id == review.pk]
    if not made:
        raise NotFound("certificate of", review.reference)
    return made[0]


def write_certificate(found: Any, document: Any, out: Path) -> None:
    """Write the certificate to a new file: PDF to read, JSON to verify, by the file's ending."""
    if out.exists():
        raise Refused(Reason("exists", f"There is a file {out} already.", "out"))
    if out.suffix.lower() != ".pdf":
        out.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return
    from muniment.foundation.content import actions as content
    from muniment.foundation.kernel.clock import now

    if found.pdf_id is None:
        raise Refused(Reason("no_pdf", "Its PDF is not made yet. Try again in a minute.", "out"))
    with content.opened(found.pdf_id, own=True, now=now()) as stream:
        out.write_bytes(stream.read())
