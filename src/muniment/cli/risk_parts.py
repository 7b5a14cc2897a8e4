"""Controls and options of risks, how risks stand, and the scales they are scored by."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, Why, read_date
from muniment.cli.desk import acting
from muniment.cli.output import answer, say, table
from muniment.cli.risks import InUnit, wanted
from muniment.foundation.kernel.errors import refuse_if

Owner = Annotated[str, typer.Option(help="Who looks after it: user name, e-mail or reference.")]
Sure = Annotated[str, typer.Option(help="How sure it is: none, some, good or tested.")]


def add_control(
    reference: Reference,
    words: Annotated[str, typer.Argument(metavar="WORDS")],
    owner: Owner,
    confidence: Sure = "none",
) -> None:
    """Say of a risk what keeps it down."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        said: dict[str, Any] = {"words": words, "owner": owner, "confidence": confidence}
        made = actions.add_control(actor, reference, **said, now=now())
    answer({"reference": made.reference}, f"{made.reference} keeps it down.")


def change_control(
    reference: Reference,
    words: Annotated[str, typer.Argument(metavar="WORDS")],
    owner: Owner,
    confidence: Sure,
) -> None:
    """Say otherwise what a control (by reference) is."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        said: dict[str, Any] = {"words": words, "owner": owner, "confidence": confidence}
        made = actions.change_control(actor, reference, **said, now=now())
    answer({"reference": made.reference}, f"{made.reference} has been changed.")


def end_control(reference: Reference, reason: Why = "") -> None:
    """Say that a control (by reference) is no more."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.end_control(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference}, f"{made.reference} has ended.")


def add_option(
    reference: Reference,
    words: Annotated[str, typer.Argument(metavar="WORDS")],
    local_need: Annotated[str, typer.Option(help="What it does for the local need.")],
    policy: Annotated[str, typer.Option(help="What it does for the policy.")],
) -> None:
    """Say of a risk which way out was looked at."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions
        from muniment.governance.risks.types import OptionDraft

        draft = OptionDraft(words, local_need, policy)
        made = actions.add_option(actor, reference, draft, now=now())
    answer({"reference": made.reference}, f"{made.reference} was looked at.")


def choose_option(reference: Reference, reason: Why = "") -> None:
    """Decide on an option (by reference)."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.risks import actions

        made = actions.choose_option(actor, reference, reason=reason, now=now())
    answer({"reference": made.reference}, f"{made.reference} is decided on.")


def figures(unit: InUnit = "") -> None:
    """Show how risks and waivers stand."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.risks import queries
        from muniment.governance.risks.types import Narrow

        wanted(actor, "", Narrow(unit=unit))
        found = queries.figures(actor, today(), unit=unit)
    told = {name: getattr(found, name) for name in found.__slots__}
    answer(
        told,
        f"Open: {found.open}, in draft: {found.drafts}",
        f"Over appetite: {found.over}",
        f"Review overdue: {found.due}, without an owner: {found.orphaned}",
        f"Accepted: {found.accepted}, of these ending soon: {found.expiring}",
        f"Acceptance stale or expired: {found.stale}",
        f"Waivers in force: {found.waivers}, asked for: {found.waivers_asked},"
        f" ending soon: {found.waivers_expiring}, expired: {found.waivers_expired}",
    )


def overview(
    unit: InUnit = "",
    since: Annotated[str, typer.Option(metavar="DATE", help="Movement since: 2026-12-31.")] = "",
) -> None:
    """Show the heat map, the highest risks, and what moved (in a quarter, if no day is named)."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.risks import queries
        from muniment.governance.risks.types import Narrow

        wanted(actor, "", Narrow(unit=unit))
        on = today()
        day = read_date(since, "since") or on - timedelta(days=91)
        cells = [
            {"likelihood": mark.likelihood, "impact": mark.impact, "risks": count}
            for mark, count in queries.heat_map(actor, on, unit=unit).items()
        ]
        top = [
            {"reference": one.reference, "title": one.title, "current": one.current}
            for one in queries.top(actor, on, unit=unit)
        ]
        moved = [
            {
                "reference": one.reference,
                "title": one.title,
                "before": one.before,
                "after": one.after,
            }
            for one in queries.moved(actor, day, on, unit=unit)
        ]
    table("cells", [one for one in cells if one["risks"]], {name: name for name in cells[0]})
    table("top", top, {"reference": "Reference", "title": "Name", "current": "Score"})
    table("moved", moved, {"title": "Moved", "before": "From", "after": "To"})
    answer({"since": day}, f"Movement since {day}.")


def report(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .pdf.")],
    unit: InUnit = "",
    since: Annotated[str, typer.Option(metavar="DATE", help="Movement since: 2026-12-31.")] = "",
) -> None:
    """Write a paper for a board (PDF): figures, heat map, the highest, what moved, what ends."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import today
        from muniment.governance.risks import queries
        from muniment.governance.risks.types import Narrow

        wanted(actor, "", Narrow(unit=unit))
        on = today()
        day = read_date(since, "since") or on - timedelta(days=91)
        made = queries.report_pdf(actor, on, since=day, unit=unit)
    file.write_bytes(made)
    answer({"file": str(file), "bytes": len(made)}, f"{file} is written.")


def scales(
    file: Annotated[
        Path | None, typer.Option(help="A file of your own, tried before it is put in place.")
    ] = None,
) -> None:
    """Show the scales in use, or try a file of your own: all that is wrong with it is told."""
    with acting() as actor:
        from muniment.governance.risks import queries
        from muniment.governance.risks.types import Narrow

        wanted(actor, "", Narrow())
        if file is None:
            found = queries.scales()
        else:
            tried, wrong = queries.try_scales(file)
            refuse_if(wrong)
            found = tried or queries.scales()
    rows = [
        {"code": one.code, "name": one.name, "appetite": one.appetite} for one in found.categories
    ]
    table("categories", rows, {"code": "Code", "name": "Category", "appetite": "Appetite"})
    bands = [{"code": one.code, "name": one.name, "least": one.least} for one in found.bands]
    table("bands", bands, {"code": "Code", "name": "Band", "least": "From"})
    for label, steps in (("Likelihood", found.likelihood), ("Impact", found.impact)):
        say(f"{label}: {', '.join(f'{one.score} {one.name}' for one in steps)}.")
    answer({"acceptance_months": found.acceptance_months, "waiver_months": found.waiver_months})
