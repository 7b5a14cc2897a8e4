"""The `muniment` command: composes the groups, and turns what happens into an exit code.

0: done. 2: refused, with every reason. 1: failed, for a reason that was not foreseen.
"""

import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from muniment.cli import (
    actions,
    advice,
    aside,
    asset_stewards,
    assets,
    audit,
    backup,
    batches,
    bench,
    bodies,
    body,
    bulk,
    by_hand,
    capture,
    certificate,
    channels,
    closing,
    decided,
    demo,
    disposal,
    duplicates,
    event,
    expunging,
    fields,
    fileplan,
    folder,
    habits,
    hold,
    inbox,
    incident_deeds,
    incidents,
    indicators,
    jobs,
    keep,
    leave,
    library,
    mail,
    malware,
    meetings,
    moves,
    moving_up,
    notices,
    ocr,
    paper,
    people,
    pilots,
    plans,
    policies,
    policy_following,
    policy_links,
    policy_versions,
    receiving,
    records,
    retention,
    review_settings,
    risk_parts,
    risks,
    routine,
    rule_reviews,
    ruling,
    saved_searches,
    schedule,
    search,
    search_log,
    serving,
    site_owners,
    sources,
    statistics,
    store,
    substitutes,
    titles,
    tokens,
    units,
    vital,
    waivers,
)
from muniment.cli.output import Options, complain, finish, options
from muniment.foundation.kernel.errors import Reason, Refused

DONE, FAILED, REFUSED = 0, 1, 2
_FLAGS = ("--json", "--debug")
_ACTOR = "--as"

app = typer.Typer(
    name="muniment",
    help="Keeps a public body's records and runs its information governance.",
    epilog="--as, --json and --debug can stand before or after any command.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _everywhere(
    acting_as: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Who acts: user name, e-mail or reference.")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the trace of a failure.")] = False,
) -> None:
    given = options.get()
    given.acting_as, given.json, given.debug = acting_as, json, debug


for group in (
    records.app,
    fileplan.app,
    fields.fields,
    fields.words,
    bulk.app,
    titles.app,
    duplicates.app,
    folder.app,
    moves.app,
    retention.app,
    keep.app,
    schedule.app,
    event.app,
    vital.app,
    leave.app,
    mail.app,
    inbox.app,
    channels.app,
    library.app,
    assets.app,
    plans.app,
    indicators.app,
    actions.app,
    incidents.app,
    incident_deeds.app,
    risks.app,
    waivers.app,
    bodies.app,
    policies.app,
    paper.papers,
    paper.boxes,
    habits.app,
    pilots.app,
    hold.app,
    disposal.app,
    audit.app,
    people.app,
    site_owners.app,
    tokens.app,
    notices.app,
    units.app,
    jobs.app,
    sources.app,
    store.app,
    malware.app,
    advice.app,
    saved_searches.app,
    search_log.app,
):
    app.add_typer(group)
disposal.app.add_typer(routine.app)
assets.app.command("attest")(asset_stewards.attest)
assets.app.command("delegate")(asset_stewards.delegate)
assets.app.command("end-delegation")(asset_stewards.end_delegation)
assets.app.command("stewards")(asset_stewards.stewards)
incidents.app.command("aware")(incident_deeds.aware)
incidents.app.command("decide")(incident_deeds.decide)
incidents.app.command("told")(incident_deeds.tell)
incidents.app.command("add-action")(incident_deeds.add_action)
incidents.app.command("no-action")(incident_deeds.no_action)
incidents.app.command("finish-action")(incident_deeds.finish_action)
incidents.app.command("drop-action")(incident_deeds.drop_action)
risks.app.command("add-control")(risk_parts.add_control)
risks.app.command("change-control")(risk_parts.change_control)
risks.app.command("end-control")(risk_parts.end_control)
risks.app.command("add-option")(risk_parts.add_option)
risks.app.command("choose-option")(risk_parts.choose_option)
risks.app.command("figures")(risk_parts.figures)
risks.app.command("overview")(risk_parts.overview)
risks.app.command("report")(risk_parts.report)
risks.app.command("scales")(risk_parts.scales)
for of_policies in (
    policy_versions.begin,
    policy_versions.write,
    policy_versions.compare,
    policy_versions.consult,
    policy_versions.comment,
    policy_versions.comments,
    policy_versions.end_consultation,
    policy_versions.send_back,
    policy_versions.approve,
    policy_versions.publish,
    policy_versions.withdraw,
    policy_versions.retire,
    policy_versions.shut,
    policy_links.link,
    policy_links.unlink,
    policy_links.extract,
    policy_links.confirm,
    policy_links.point,
    policy_links.unpoint,
    policy_links.pointers,
    policy_following.acknowledge,
    policy_following.to_acknowledge,
    policy_following.acknowledgements,
    policy_following.outstanding,
    policy_following.propose,
    policy_following.proposals,
    policy_following.answer_proposal,
):
    policies.app.command()(of_policies)
policies.app.command("answer")(policy_versions.answer_)
policies.app.command("open")(policy_versions.open_)
for of_bodies in (
    meetings.meet,
    meetings.meeting,
    meetings.paper,
    meetings.withdraw_paper,
    meetings.hold,
    meetings.cancel,
    meetings.decide,
    meetings.decisions,
):
    bodies.app.command()(of_bodies)
retention.app.command("routine")(routine.routine)
retention.app.command("retire")(ruling.retire)
retention.app.command("delete")(ruling.delete)
retention.app.command("to-review")(rule_reviews.to_review)
retention.app.command("looked-at")(rule_reviews.looked_at)
retention.app.command("review-rule")(rule_reviews.review_rule)
retention.app.command("review-interval")(rule_reviews.review_interval)
records.one.command("of-value")(routine.of_value)
app.add_typer(records.one)
people.app.add_typer(substitutes.app)
disposal.app.command("certificate")(certificate.certificate)
disposal.app.command("statistics")(statistics.statistics)
disposal.app.command("settings")(review_settings.settings)
hold.app.command("close")(closing.close)
hold.app.command("reopen")(closing.reopen)
hold.app.command("appeal-days")(closing.appeal_days)
disposal.app.command("make-lists")(review_settings.make_lists)
retention.app.command("to-set")(decided.to_set)
retention.app.command("set-rule")(decided.set_rule)
retention.app.command("decide-again")(decided.decide_again)
disposal.app.command("expunge")(expunging.expunge)
disposal.app.command("expungings")(expunging.expungings)
disposal.app.command("agree-expunging")(expunging.agree)
disposal.app.command("refuse-expunging")(expunging.refuse)
disposal.app.command("set-aside")(aside.set_aside)
disposal.app.command("recover")(aside.recover)
disposal.app.command("by-hand")(by_hand.by_hand)
disposal.app.command("confirm-paper")(by_hand.confirm_paper)
disposal.app.command("prune-stubs")(aside.prune_stubs)
disposal.app.command("folders")(batches.folders)
disposal.app.command("decide-folder")(batches.decide_folder)
disposal.app.command("sample")(batches.sample)
disposal.app.command("open")(batches.open_drawn)
disposal.app.command("hold")(batches.hold)
for command in (
    body.init,
    demo.demo,
    capture.capture,
    capture.separator_sheets,
    search.search,
    store.check,
    moving_up.migrate_store,
    moving_up.migrate_database,
    ocr.ocr,
    backup.backup,
    backup.restore,
    people.password,
    serving.serve,
    receiving.receive_mail,
    serving.worker,
):
    app.command()(command)
app.command(context_settings=bench.ANY_OPTION)(bench.bench)


def run() -> None:
    """The entry of the `muniment` script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    code = main(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code."""
    given = hoisted(arguments)
    token = options.set(Options(json="--json" in given[:3], debug="--debug" in given[:3]))
    try:
        return _carry_out(given)
    finally:
        options.reset(token)


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The arguments with what may stand anywhere moved to the front."""
    before, mark, after = _split(list(arguments))
    flags = [flag for flag in _FLAGS if flag in before]
    rest: list[str] = []
    actor: list[str] = []
    words = iter(before)
    for word in words:
        if word == _ACTOR:
            actor = [_ACTOR, *([value] if (value := next(words, None)) is not None else [])]
        elif word.startswith(f"{_ACTOR}="):
            actor = [word]
        elif word not in _FLAGS:
            rest.append(word)
    return [*flags, *actor, *rest, *mark, *after]


def _split(arguments: list[str]) -> tuple[list[str], list[str], list[str]]:
    """What stands before a lone `--`, the mark itself, and what stands after it."""
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:place], arguments[place : place + 1], arguments[place + 1 :]


def _carry_out(arguments: list[str]) -> int:
    try:
        # Help and `raise typer.Exit(code)` come back as a value.
        code = app(args=arguments, prog_name="muniment", standalone_mode=False)
        if "--help" not in arguments:
            finish()
        return code if isinstance(code, int) else DONE
    except Refused as refusal:
        return _refused(refusal.reasons)
    except typer.Exit as ended:
        return ended.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _failed("Stopped.")
    except BrokenPipeError:
        return FAILED
    except Exception as problem:
        return _unforeseen(problem)


def _refused(reasons: Sequence[Reason]) -> int:
    listed = [{"code": one.code, "message": one.message, "field": one.field} for one in reasons]
    complain([one.message for one in reasons], {"refused": listed})
    return REFUSED


def _unforeseen(problem: Exception) -> int:
    if hasattr(problem, "format_message"):  # typer: the command line itself is wrong
        return _misused(problem)
    if options.get().debug:
        traceback.print_exception(problem)
    line = " ".join(str(problem).split())
    return _failed(f"{type(problem).__name__}: {line}" if line else type(problem).__name__)


def _misused(problem: Exception) -> int:
    context = getattr(problem, "ctx", None)
    command = context.command_path if context else "muniment"
    if type(problem).__name__ == "NoArgsIsHelpError":
        if not options.get().json:
            print(problem.format_message())  # type: ignore[attr-defined]
            return REFUSED
        return _refused([Reason("usage", f"Name a command. See '{command} --help'.")])
    message = problem.format_message()  # type: ignore[attr-defined]
    return _refused([Reason("usage", f"{message} See '{command} --help'.")])


def _failed(message: str) -> int:
    complain([message], {"error": message})
    return FAILED
