"""What is decided about breaches, corrective actions, and lessons, from the command line."""

from typing import Annotated, Any

import typer

from muniment.cli.arguments import Reference, one_of, read_date
from muniment.cli.desk import acting
from muniment.cli.incidents import At, Because, Seen, read_moment, told
from muniment.cli.output import answer, table
from muniment.foundation.kernel.errors import Reason, Refused

app = typer.Typer(name="lessons", help="Lessons learned from incidents.", no_args_is_help=True)
Whom = Annotated[str, typer.Argument(metavar="WHOM", help="authority or people.")]
Late = Annotated[str, typer.Option(help="Why so late, after the limit.")]
Task = Annotated[str, typer.Argument(metavar="CA-REF", help="The corrective action.")]
Words = Annotated[str, typer.Option(help="What was done, or why not.")]


def aware(reference: Reference, at: At, why: Because = "", seen: Seen = None) -> None:
    """Say that the body became aware of a breach at another moment, and why."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions

        moment = read_moment(at, "aware_at")
        made = actions.set_aware(actor, reference, moment, why=why, seen=seen, now=now())
    told(made, f"The limit is {made.limit_at} now.")


def decide(
    reference: Reference,
    whom: Whom,
    tell: Annotated[bool, typer.Option("--tell/--do-not-tell", help="Whether they are told.")],
    why: Because = "",
    late_why: Late = "",
    seen: Seen = None,
) -> None:
    """Decide whether the authority, or the people concerned, are told of a breach."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions
        from muniment.governance.incidents.types import About, DecisionDraft

        draft = DecisionDraft(one_of(About, whom, "about"), tell, why, late_why)
        made = actions.decide(actor, reference, draft, seen=seen, now=now())
    told(made, "The decision is kept, with its reason.")


def tell(
    reference: Reference,
    whom: Whom,
    how: Annotated[str, typer.Option(help="How they were told.")],
    at: At = "",
    their_reference: Annotated[str, typer.Option(help="The reference that they gave.")] = "",
    late_why: Late = "",
    seen: Seen = None,
) -> None:
    """Record that the authority, or the people concerned, were told of a breach."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions
        from muniment.governance.incidents.types import About, ToldDraft

        moment = now()
        when = read_moment(at, "told_at") or moment
        about = one_of(About, whom, "about")
        draft = ToldDraft(about, when, how, their_reference, late_why)
        made = actions.tell(actor, reference, draft, seen=seen, now=moment)
    told(made, "That they were told is kept.")


def add_action(
    reference: Reference,
    what: Annotated[str, typer.Argument(metavar="WORDS", help="What is to be done.")],
    who: Annotated[str, typer.Option(help="Who does it: user name, e-mail or reference.")],
    due_on: Annotated[str, typer.Option(metavar="DATE", help="By when.")],
) -> None:
    """Add a corrective action."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions
        from muniment.governance.incidents.types import TaskDraft

        draft = TaskDraft(what, who, read_date(due_on, "due_on"))
        made = actions.add_task(actor, reference, draft, now=now())
    answer({"task": made.reference}, f"{made.reference}: {made.person.name} has been told.")


def no_action(reference: Reference, why: Because = "") -> None:
    """Say why an incident takes no corrective action."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions

        made = actions.say_no_task(actor, reference, why=why, now=now())
    told(made, "The reason is kept.")


def finish_action(task: Task, words: Words = "") -> None:
    """Say that a corrective action is done."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions

        made = actions.finish_task(actor, task, words=words, now=now())
    answer({"task": made.reference}, f"{made.reference} is done.")


def drop_action(task: Task, words: Words = "") -> None:
    """Say that a corrective action is not done after all."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions

        made = actions.drop_task(actor, task, words=words, now=now())
    answer({"task": made.reference}, f"{made.reference} is dropped.")


@app.command("list")
def lessons(
    words: Annotated[str, typer.Option(help="Only with all these words.")] = "",
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Those that wait for you as a second person.")
    ] = False,
) -> None:
    """List the lessons that are shared with everybody."""
    with acting() as actor:
        from muniment.governance.incidents import queries

        found = queries.to_judge(actor) if waiting else queries.lessons(actor, words=words)
        rows = [_lesson(one) for one in found]
    table("lessons", rows, {"reference": "Lesson", "title": "In one line", "kind": "Of"})


def _lesson(one: Any) -> dict[str, Any]:
    names = ("reference", "title", "words", "kind", "state", "judged_at")
    return {name: getattr(one, name) for name in names}


@app.command("judge")
def judge(
    reference: Reference,
    deed: Annotated[str, typer.Argument(help="publish, return or withdraw.")],
    why: Because = "",
) -> None:
    """Share a lesson with everybody, send it back, or withdraw it."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions

        moment = now()
        if deed == "publish":
            made = actions.publish(actor, reference, now=moment)
        elif deed == "return":
            made = actions.send_back(actor, reference, why=why, now=moment)
        elif deed == "withdraw":
            made = actions.withdraw(actor, reference, why=why, now=moment)
        else:
            raise Refused(Reason("deed", "It is one of publish, return, withdraw.", "deed"))
    answer(_lesson(made), f"{made.reference} is {made.state}.")


@app.command("offer")
def offer(
    reference: Reference,
    title: Annotated[str, typer.Option(help="The lesson, in one line.")],
    words: Annotated[str, typer.Option(help="What others can learn.")],
) -> None:
    """Offer a lesson that was sent back, in other words."""
    with acting() as actor:
        from muniment.foundation.kernel.clock import now
        from muniment.governance.incidents import actions
        from muniment.governance.incidents.types import LessonDraft

        made = actions.offer_again(actor, reference, LessonDraft(title, words), now=now())
    answer(_lesson(made), f"{made.reference} waits for a second person.")
