"""Reading how long to keep something as authorities write it: "Retain 6 years after last action."

What is understood wholly becomes the steps of a rule. Anything else is said to be unreadable, with
the part that is not understood: a wrong guess would destroy something too early.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from muniment.foundation.kernel.dates import PeriodUnit
from muniment.lifecycle.retention.rules.notation import LONGEST, UNITS, Unreadable, one_in_of
from muniment.lifecycle.retention.types import (
    NOTHING,
    Action,
    CutOff,
    How,
    Leg,
    Period,
    Step,
    Trigger,
)

_NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
} | {"fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "fifty": 50}
_MARKS = re.compile(r"[∞±©*>]|\\(?=[\[\]])")
# What stands behind the sentence: the heading of the next series, or the citation.
_HEADINGS = re.compile(r"\s*(?:\*\*|##|\[\]\{).*$", re.DOTALL)
_CITATION = re.compile(r"\s*\([^()]*(?:\([^()]*\)[^()]*)*\)\.?$")
_KIND = re.compile(r"^(temporary|permanent)(?: records?)?[.:;]?(?:\s+|$)")
_VERB = re.compile(r"^(?:then )?(retain|keep|hold|destroy|delete|dispose of|review|transfer)\s+")
_ACTIONS = {
    "destroy": Action.DESTROY,
    "delete": Action.DESTROY,
    "dispose of": Action.DESTROY,
    "review": Action.REVIEW,
    "transfer": Action.TRANSFER,
}
_SIZE = r"(?:(?:1|one) in \d+|\d+ ?(?:%|percent|per cent))"
_KEPT = (
    rf"(?:retain|keep|select|preserve)(?:ing)? (?:an? )?(?:{_SIZE} sample|sample of {_SIZE})"
    r"(?: of (?:the )?(?:records|files|cases|papers))?(?: permanently| for transfer)?"
)
_REST = r"(?:the )?(?:rest|remainder|others|remaining (?:records|files|cases|papers))"
_SAMPLES = tuple(
    re.compile(one)
    for one in (
        rf"^{_KEPT}[,;]?(?: and)? (?:destroy|delete|dispose of) {_REST} (?P<clause>.+)$",
        rf"^(?:destroy|delete|dispose of) (?P<clause>.+?),?(?: and| but)? {_KEPT}$",
        rf"^sample {_SIZE} (?P<clause>.+)$",
    )
)
_SPEAKS_OF_SAMPLE = re.compile(
    r"\b(?:retain|keep|select|preserve|take|transfer)(?:ing)?"
    r"(?: (?!after|from|until|since|following)\S+){0,4}? sampl(?:e|es|ing)\b"
    r"|^sampl(?:e|ing)\b|\bthen sample\b"
)
_AFTERWARDS = re.compile(r",? (?:and )?then (destroy|delete|review|transfer)$")
_AMOUNT = (
    rf"(?P<count>\d{{1,4}}|{'|'.join(_NUMBERS)})(?: \(\d+\))? (?P<unit>days?|weeks?|months?|years?)"
)
_FROM = re.compile(
    rf"^(?:for |until |at least |a minimum of )?{_AMOUNT}"
    r"(?: (?:after|from|following|since) (?P<what>.+))?$"
)
_UNTIL = re.compile(r"^(?:until|when|once|after) (?P<what>.+)$")
_AGE = re.compile(
    r"^until (?:the )?(?:child|person|subject|pupil|client|student|minor|survivor|data subject)"
    r"(?:'s| is| reaches| turns)(?: age| the age of)? (?P<age>\d{1,3})"
    r"(?:th birthday| years(?: old| of age)?)?$"
)
_YEAR = re.compile(
    r"^(?:the )?end of (?:the )?(?P<kind>fiscal year|financial year|calendar year|year|month)"
    r"(?: (?:in which|when|that|of|after|for which) (?P<what>.+))?$"
)
_ENDS = {
    "month": CutOff.MONTH,
    "fiscal year": CutOff.FINANCIAL_YEAR,
    "financial year": CutOff.FINANCIAL_YEAR,
}
_WHICHEVER = re.compile(r",? whichever (?:is|comes|occurs) (?P<how>[a-z]+)$")
_HOWS = {
    **dict.fromkeys(("later", "longer", "last", "greater", "latest", "longest"), How.LATEST),
    **dict.fromkeys(("sooner", "earlier", "first", "shorter", "earliest"), How.EARLIEST),
}
_CREATED = "created|received|made|received or created|created or received|dated|issued"
_RECORD = r"(?:the )?(?:records?|reports?|documents?|files?)"
_KNOWN: tuple[tuple[Trigger, "re.Pattern[str]"], ...] = tuple(
    (trigger, re.compile(f"^(?:{words})$"))
    for trigger, words in (
        (
            Trigger.RECORD_DATE,
            rf"(?:{_RECORD} (?:were|was|is|are) )?(?:{_CREATED})|(?:the )?(?:date of )?(?:creation|"
            rf"receipt)(?: of {_RECORD})?|(?:the )?date of {_RECORD}|date created",
        ),
        (
            Trigger.LAST_MODIFIED,
            r"(?:the )?(?:date of )?(?:the )?last (?:action|entry|change|update|modification|"
            r"amendment)|last modified|last updated",
        ),
        (
            Trigger.FOLDER_CLOSED,
            r"(?:the )?(?:(?:file|folder|case|matter|project) (?:is |was )?)?clos(?:ed|ure|ing)|"
            r"(?:the )?(?:closure|closing|close) of (?:the )?(?:file|folder|case|matter|project)",
        ),
        (
            Trigger.SUPERSEDED,
            rf"(?:{_RECORD} (?:is|was|are|were) )?(?:superseded|replaced)|supersession|"
            r"superseded ?(?:/|or) ?obsolete|superseded or replaced",
        ),
    )
)


def read_phrase(
    text: str,
    meanings: Mapping[str, str] | None = None,
    *,
    counted_from: Trigger | None = None,
    then: Action = Action.DESTROY,
) -> tuple[Step, ...]:
    """The steps that the text asks for. Raises Unreadable, naming what is not understood.

    `meanings` gives words of the text, in small letters, another wording: those of the whole, or
    of what a period runs from. `counted_from` is meant where a period says nothing of its start;
    None: then it is unreadable. `then` is what happens where only keeping is spoken of.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"it has more than {LONGEST:,} characters")
    said = _plain(text)
    said = (meanings or {}).get(said, said)
    if not said:
        raise Unreadable("nothing is said")
    kind = _KIND.match(said)
    rest = said[kind.end() :] if kind else said
    if kind and kind[1] == "permanent":
        return _permanent(rest)
    if sample := _sample(rest, meanings or {}, counted_from):
        return (sample,)
    verb = _VERB.match(rest)
    action = _ACTIONS.get(verb[1], then) if verb else then
    clause = rest[verb.end() :] if verb else rest
    if after := _AFTERWARDS.search(clause):
        action, clause = _ACTIONS[after[1]], clause[: after.start()]
    if clause in ("permanently", "for ever", "forever", "indefinitely"):
        return (Step(Action.KEEP),)
    return (_step(clause, action, meanings or {}, counted_from),)


def _sample(said: str, meanings: Mapping[str, str], counted_from: Trigger | None) -> Step | None:
    """The step of a text that has a sample kept and the rest destroyed; None: it speaks of none."""
    for pattern in _SAMPLES:
        if found := pattern.match(said):
            around = f"{said[: found.start('clause')]} {said[found.end('clause') :]}"
            [size] = re.findall(_SIZE, around)
            step = _step(found["clause"], Action.SAMPLE, meanings, counted_from)
            return replace(step, one_in=one_in_of(size))
    if _SPEAKS_OF_SAMPLE.search(said):
        raise Unreadable("it speaks of a sample, and not wholly of how many are kept, and when")
    return None


def _plain(text: str) -> str:
    """The sentence in small letters, without marks, the heading that follows or a citation."""
    said = _HEADINGS.sub("", text.strip())
    said = _CITATION.sub("", _MARKS.sub(" ", said).strip())
    said = re.sub(r"(?:\s*:)+\s*$", "", " ".join(said.split()))
    return said.casefold().rstrip(" .;")


def _permanent(rest: str) -> tuple[Step, ...]:
    if rest in ("", "retain in office", "retain permanently", "(archival)", "archival"):
        return (Step(Action.KEEP),)
    raise Unreadable(f"it is permanent, and what follows is not understood: “{rest}”")


def _step(
    clause: str, action: Action, meanings: Mapping[str, str], counted_from: Trigger | None
) -> Step:
    found = _WHICHEVER.search(clause)
    if not found:
        leg, cut_off = _leg(clause, meanings, counted_from)
        return Step(action, (leg,), cut_off=cut_off)
    how = _HOWS.get(found["how"])
    if how is None:
        raise Unreadable(f"“whichever is {found['how']}” is not understood")
    parts = re.split(
        r",? (?:or|and) (?=\d|until |when |once |for |" + "|".join(_NUMBERS) + ")",
        clause[: found.start()],
    )
    if len(parts) < 2:
        raise Unreadable(f"it is not clear between what “{found[0].strip(', ')}” chooses")
    read = [_leg(part.strip(" ,"), meanings, counted_from) for part in parts]
    cut_offs = {cut_off for _, cut_off in read}
    if len(cut_offs) > 1:
        raise Unreadable("its clocks are not all counted from the end of the same month or year")
    return Step(action, tuple(leg for leg, _ in read), how, cut_offs.pop())


def _leg(
    clause: str, meanings: Mapping[str, str], counted_from: Trigger | None
) -> tuple[Leg, CutOff]:
    if age := _AGE.match(clause):
        return Leg(Trigger.DATE_FIELD, Period(int(age["age"]), "years"), "date_of_birth"), NONE
    if found := _FROM.match(clause):
        period = _period(found)
        if found["what"]:
            return _what(found["what"], period, meanings)
        if counted_from is None:
            raise Unreadable(f"“{clause}” does not say from when")
        return Leg(counted_from, period), NONE
    if found := _UNTIL.match(clause):
        return _what(found["what"], NOTHING, meanings)
    raise Unreadable(f"“{clause}” is not understood")


NONE = CutOff.NONE


def _period(found: "re.Match[str]") -> Period:
    count = _NUMBERS.get(found["count"]) or int(found["count"])
    if found["unit"].startswith("week"):
        return Period(count * 7, "days")
    unit: PeriodUnit = UNITS[found["unit"]]
    return Period(count, unit)


def _what(what: str, period: Period, meanings: Mapping[str, str]) -> tuple[Leg, CutOff]:
    """The clock that starts with `what`, and where it is counted from."""
    what = meanings.get(what, what)
    if year := _YEAR.match(what):
        cut_off = _ENDS.get(year["kind"], CutOff.CALENDAR_YEAR)
        if not year["what"]:
            return _from_trigger("creation", period), cut_off
        return _from_trigger(meanings.get(year["what"], year["what"]), period), cut_off
    return _from_trigger(what, period), CutOff.NONE


def _from_trigger(what: str, period: Period) -> Leg:
    for trigger, words in _KNOWN:
        if words.match(what):
            if not period.count and trigger in (Trigger.RECORD_DATE, Trigger.LAST_MODIFIED):
                raise Unreadable(f"“until {what}” is no length of time")
            return Leg(trigger, period)
    if re.match(r"^(?:the )?(?:date of )?birth$", what):
        return Leg(Trigger.DATE_FIELD, period, "date_of_birth")
    return Leg(Trigger.EVENT, period, _event(what))


# Words that make more of it than one thing which happens once.
_NO_EVENT = re.compile(
    r"[.;:()\[\]\d]|\b(?:no longer|if|unless|and|as|needed|after|before|until|then|end of|the year"
    r"|see)\b"
)


def ends_it(what: str) -> bool:
    """Whether the words name what can end the keeping by itself: superseded, closed."""
    said = _plain(what[:LONGEST])
    ends = (Trigger.SUPERSEDED, Trigger.FOLDER_CLOSED)
    return any(words.match(said) for trigger, words in _KNOWN if trigger in ends)


def _is_known(what: str) -> bool:
    return any(words.match(what.strip()) for _, words in _KNOWN)


def _event(what: str) -> str:
    """A named event, from words that name one thing that happens once."""
    either = what.split(" or ")
    if _NO_EVENT.search(what) or (len(either) > 1 and any(map(_is_known, either))):
        raise Unreadable(f"“{what}” is not one event that can be entered")
    name = re.sub(r"[^\w]+", "_", re.sub(r"^(?:the|its|an?) ", "", what)).strip("_")
    if not name or len(name) > 80:
        raise Unreadable(f"“{what}” is too long for the name of an event")
    return name
