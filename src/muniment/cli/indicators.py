"""Indicators: how the body and its units stand."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from muniment.cli.desk import acting
from muniment.cli.output import answer, table

app = typer.Typer(
    name="indicators", help="Figures of the body and its units.", no_args_is_help=True
)
Code = Annotated[str, typer.Argument(metavar="CODE", help="The code, such as K12.")]
InUnit = Annotated[str, typer.Option(help="Of this unit with all below it.")]


@app.command("list")
def list_(unit: InUnit = "") -> None:
    """List every indicator with its latest figure."""
    with acting() as actor:
        from muniment.assurance.indicators import queries

        rows = [_line(one) for one in queries.scorecard(actor, unit=unit)]
    columns = {"code": "Code", "name": "Indicator", "figure": "Figure", "target": "Target"}
    table("indicators", rows, {**columns, "stands": "Stands", "period": "Period"})


def _line(one: Any) -> dict[str, Any]:
    from muniment.assurance.indicators import rules

    reading = one.reading
    return {
        "code": one.indicator.code,
        "name": one.indicator.name,
        "figure": rules.in_words(one.indicator, reading.value if reading else None),
        "value": _number(reading.value) if reading else None,
        "target": _number(one.target),
        "stands": one.stands.value,
        "period": reading.period.label if reading else "",
        "owner": one.owner,
    }


def _number(value: Decimal | None) -> float | None:
    return float(value) if value is not None else None


@app.command()
def show(code: Code, unit: InUnit = "") -> None:
    """Show the figures of an indicator, the latest first, with what each is made of."""
    with acting() as actor:
        from muniment.assurance.indicators import queries

        rows = [
            {
                "period": one.period.label,
                "value": _number(one.value),
                "numerator": float(one.numerator),
                "denominator": float(one.denominator),
                "formula": one.version,
                "counted_at": one.at,
                "final": one.final,
                "note": one.note,
            }
            for one in queries.readings(actor, code, unit=unit)
        ]
    columns = {"period": "Period", "value": "Figure", "numerator": "Counted"}
    table("figures", rows, {**columns, "denominator": "Of", "final": "For good"})


@app.command()
def measure() -> None:
    """Count every indicator now, as is done every night."""
    with acting() as actor:
        from muniment.assurance.indicators import actions
        from muniment.foundation.access import queries as access
        from muniment.foundation.access.types import Permission
        from muniment.foundation.kernel.clock import now

        access.require(actor, Permission.INDICATORS_MANAGE)
        written = actions.measure(now=now()) or 0
    answer({"written": written}, f"{written:,} figures are other than they were.")


@app.command()
def aim(
    code: Code,
    target: Annotated[str, typer.Argument(help="The number that is aimed at.")],
    why: Annotated[str, typer.Option(help="Why.")] = "",
    unit: InUnit = "",
) -> None:
    """Set what is aimed at from now."""
    with acting() as actor:
        from muniment.assurance.indicators import actions
        from muniment.foundation.kernel.clock import now

        actions.aim(actor, code, _read(target), unit=unit, why=why, now=now())
    answer({"code": code, "target": target, "unit": unit}, f"{code} is to be {target}.")


def _read(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@app.command()
def owner(
    code: Code,
    person: Annotated[str, typer.Argument(metavar="NAME", help="User name, e-mail or reference.")],
) -> None:
    """Say who answers for an indicator from now."""
    with acting() as actor:
        from muniment.assurance.indicators import actions
        from muniment.foundation.kernel.clock import now

        made = actions.name_owner(actor, code, person, now=now())
    answer({"code": made.code, "owner": made.person.name}, f"{made.person.name} answers for it.")
