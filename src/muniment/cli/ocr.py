"""Reading the words of scans."""

from typing import Annotated

import typer

from muniment.cli.desk import acting
from muniment.cli.output import answer


def ocr(
    missing: Annotated[
        bool, typer.Option("--missing", help="Have every scan read that was not read yet.")
    ] = False,
) -> None:
    """Say whether scans can be read here and how many were not; have them read with --missing.

    A worker reads them. Exit code 1 where scans cannot be read on this machine.
    """
    with acting() as actor:
        from django.conf import settings

        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.content import queries
        from muniment.foundation.kernel.clock import now
        from muniment.holdings.capture import actions

        access.require(actor, Permission.STORE_CHECK)
        asked = actions.recognise_missing(actor, now=now()) if missing else 0
        left, why = queries.to_recognise().count(), actions.why_not_recognised()
        languages = list(settings.MUNIMENT_OCR_LANGUAGES)
    data = {"asked": asked, "not_read": left, "languages": languages, "why_not": why}
    if missing:
        answer(data, f"{asked} scans will be read by a worker, in {', '.join(languages)}.")
        return
    said = f"Scans cannot be read: {why}." if why else f"Scans are read in {', '.join(languages)}."
    answer(data, said, f"{left} were not read yet.")
    if why:
        raise typer.Exit(1)
