"""When an action is due, as people write it: fiscal quarters and years, months, days, rounds.

The fiscal year of British public bodies begins on 1 April: the third quarter of 2016-17 ends on
31 December 2016. Whatever names a span is due on its last day: later rather than earlier.
"""

import calendar
import re
from datetime import date

from muniment.governance.plans.types import Read

MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS["sept"] = 9
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FISCAL = rf"{_YEAR}\s?[-–/]\s?(?P<second>(?:19|20|21)?\d\d)"
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
_QUARTER = (
    r"(?:(?:quarter|qtr\.?|q)\s?(?P<quarter>[1-4])"
    rf"|(?P<ordinal>{'|'.join(_QUARTERS)}|[1-4](?:st|nd|rd|th))\s+quarter)"
)
_OF = r"\s*,?\s*(?:of\s+)?(?:the\s+)?(?:financial\s+year\s+|fiscal\s+year\s+|fy\s?)?"
# Each takes its words out of the text, so that no other reads a part of them.
_FORMS = (
    rf"{_YEAR}-(?P<month_number>\d\d)-(?P<day>\d\d)",
    rf"{_DAY}[/.-](?P<month_number>\d{{1,2}})[/.-]{_YEAR}",
    rf"{_QUARTER}{_OF}{_FISCAL}",
    rf"{_FISCAL}\s*,?\s*{_QUARTER}",
    rf"{_DAY}\s+(?:of\s+)?{_MONTH}\s*,?\s*{_YEAR}",
    rf"{_MONTH}\s*,?\s*(?:of\s+)?{_YEAR}(?!\s?[-–/]\s?\d)",
    _FISCAL,
    rf"\b(?:by|in|during|within|across|throughout|before|end|end of|the end of)\s+{_YEAR}",
)
# A quarter of one year only may be of the calendar or of the fiscal year: it names no day. Nor
# does a fifth quarter.
_DOUBTFUL = re.compile(
    rf"(?<!\w){_QUARTER}{_OF}{_YEAR}(?!\s?[-–/]?\d)|(?<!\w)q(?:uarter)?\s?\d+{_OF}[\d–/-]+", re.I
)
_PATTERNS = tuple(re.compile(rf"(?<![\w/.-]){form}(?![\w]|[-/]\d)", re.I) for form in _FORMS)
# What a sentence tells of the past is not when something is due.
_PAST = re.compile(
    r"\s*(?:was |were |has been |have been )?"
    r"(?:established|launched|introduced|delivered|completed|agreed|started|begun|since)\b(?!\s+by\b)",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z(])|\n+")
_ABBREVIATED = re.compile(rf"\b(?:{'|'.join(filter(None, calendar.month_abbr))}|Sept|Qtr)\.$")
_NUMBERS = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9},
    **{"twelve": 12, "eighteen": 18, "other": 2},
}
_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})"
_ROUNDS = (
    (rf"\b{_COUNT}[\s-]?monthly\b|\bevery\s+{_COUNT.replace('count', 'count2')}\s+months\b", 1),
    (rf"\bevery\s+{_COUNT}\s+years?\b", 12),
    (r"\b(?:bi-?annual(?:ly)?|half-?\s?yearly|twice\s+a\s+year|six-?\s?monthly)\b", 6),
    (r"\b(?:quarterly|(?:every|each)\s+quarter)\b", 3),
    (r"\b(?:biennial(?:ly)?)\b", 24),
    (r"\b(?:annual(?:ly)?|yearly|(?:every|each)\s+year|once\s+a\s+year)\b", 12),
    (r"\b(?:monthly|(?:every|each)\s+month)\b", 1),
)
MOST_MONTHS = 120


def fiscal_year_of(day: date) -> int:
    """The year in which the fiscal year of a day begins, on 1 April."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_label(day: date) -> str:
    """The fiscal quarter of a day, as people write it: `Q3 of 2016-17`."""
    year = fiscal_year_of(day)
    return f"Q{(day.month - 4) % 12 // 3 + 1} of {year}-{(year + 1) % 100:02}"


def period_in_words(starts_on: date, ends_on: date) -> str:
    """The period of a plan: `2016-17` for a fiscal year, else its two days."""
    year = starts_on.year
    if (starts_on, ends_on) == (date(year, 4, 1), date(year + 1, 3, 31)):
        return f"{year}-{(year + 1) % 100:02}"
    return f"{in_words(starts_on)} to {in_words(ends_on)}"


def in_words(day: date) -> str:
    """A day as people read it, which `read_timeline` reads again: `31 December 2016`."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def read_timeline(text: str) -> Read:
    """What the words of a timeline come to. Of several days the last: the whole is due then. What
    a sentence tells of the past (“Established in 2015-16.”) is passed over. Never raises."""
    found: list[date] = []
    for sentence in _sentences(text):
        if not _PAST.match(sentence):
            found += _days(sentence)
    return Read(max(found, default=None), _every(text))


def _sentences(text: str) -> list[str]:
    parts: list[str] = []
    for part in _SENTENCE.split(text):
        # "31 Dec. 2016" is no end of a sentence, nor is "Qtr. 3".
        if parts and _ABBREVIATED.search(parts[-1]):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


def _days(text: str) -> list[date]:
    """Every day that a sentence names. What was read is taken out of what is still to be read."""
    found: list[date] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            day = _day(match.groupdict())
            found += [day] if day else []
        text = pattern.sub(" ; ", text)
        if pattern is _PATTERNS[3]:
            text = _DOUBTFUL.sub(" ; ", text)
    return found


def _day(said: dict[str, str | None]) -> date | None:
    year = int(said["year"] or 0)
    second = said.get("second")
    if second is not None:
        if int(second) % 100 != (year + 1) % 100 or (len(second) == 4 and int(second) != year + 1):
            return None
        return _end_of_quarter(year, _quarter(said))
    month = _month(said)
    if month is None:
        return None
    if said.get("day") is None:
        return date(year, month, calendar.monthrange(year, month)[1])
    day = int(said["day"] or 0)
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _month(said: dict[str, str | None]) -> int | None:
    if "month_number" in said:
        number = int(said["month_number"] or 0)
        return number if 1 <= number <= 12 else None
    name = said.get("month")
    return MONTHS[name.casefold()] if name else 12


def _quarter(said: dict[str, str | None]) -> int:
    if said.get("quarter"):
        return int(said["quarter"] or 0)
    ordinal = (said.get("ordinal") or "last").casefold()
    return _QUARTERS.get(ordinal) or int(ordinal[0])


def _end_of_quarter(year: int, quarter: int) -> date:
    """The last day of a quarter of the fiscal year that begins in this year."""
    month = (4 + quarter * 3 - 2) % 12 + 1
    return date(year + (month <= 3), month, calendar.monthrange(year, month)[1])


def _every(text: str) -> int | None:
    for pattern, months in _ROUNDS:
        if match := re.search(pattern, text, re.I):
            said = next((one for one in match.groups() if one), "1")
            count = int(said) if said.isdigit() else _NUMBERS[said.casefold()]
            return count * months if 1 <= count * months <= MOST_MONTHS else None
    return None
