"""Personal data in a title: pure detectors, each with the check that its numbers carry."""

import re
from collections.abc import Callable, Iterable

from muniment.holdings.naming.types import Personal

Span = tuple[int, int]

# HMRC, National Insurance Manual NIM39110: the letters that are not given out.
_NI = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b",
    re.IGNORECASE,
)
_NHS = re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){11,18}(?!\d)")
_EMAIL = re.compile(r"[\w.%+'-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z]{2,}")
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}"
_ADDRESS = re.compile(
    rf"\b(?:flat |unit |apartment |no\.? ?)?\d{{1,4}}[A-Za-z]?[ ,]+(?:[^\d\n]{{2,60}}?[ ,]+)?"
    rf"{_POSTCODE}\b",
    re.IGNORECASE,
)
_MONTH = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|" + (
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY = (
    r"(?:\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d{2}|(?:19|20)\d{2}-?\d{2}-?\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH}) (?:19|20)\d{{2}})"
)
_BIRTH = re.compile(
    rf"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|born(?: on)?|birthday)[ :(-]*{_DAY}\)?",
    re.IGNORECASE,
)
# A number abroad begins with + or has the groups that a phone has; a UK one begins with 0.
_PHONE = re.compile(
    r"(?<![\w.+/-])(?:"
    r"\+\d{1,3}[ .-]?(?:\(0\)[ .-]?)?\d(?:[ .-]?\d){6,12}(?:x\d{1,5})?"
    r"|\(?0\d(?:[ .)-]{0,2}\d){7,10}"
    r"|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?:x\d{1,5})?"
    r"|\d{3}-\d{4}x\d{1,5}"
    r")(?!\w|[./-]\d)"
)
_SPOKEN = re.compile(
    r"\b(?:tel(?:ephone)?|phone|mobile|mob|fax|call|ring)\b[^\d\n]{0,20}\d(?:[ .-]?\d){5,11}(?!\w)",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])[.-](?:0?[1-9]|1[0-2])[.-](?:19|20)\d{2}(?!\d)"
)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of a payment card (ISO/IEC 7812-1)."""
    doubled = [int(one) * (1 + place % 2) for place, one in enumerate(reversed(digits))]
    return len(digits) > 1 and sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last is the check digit modulo 11 (NHS Data
    Dictionary, NHS NUMBER)."""
    if len(digits) != 10 or not digits.isdigit() or len(set(digits)) == 1:
        return False
    total = sum(int(one) * weight for one, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


def _digits(text: str) -> str:
    return "".join(one for one in text if one.isdigit())


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [found.span() for found in pattern.finditer(text)]


def _nhs(text: str) -> list[Span]:
    return [(a, b) for a, b in _spans(_NHS, text) if is_nhs_number(_digits(text[a:b]))]


def _card(text: str) -> list[Span]:
    """Twelve to nineteen digits that are no row of zeros, with their check digit."""
    found = [(a, b, _digits(text[a:b])) for a, b in _spans(_CARD, text)]
    return [(a, b) for a, b, digits in found if luhn(digits) and len(set(digits)) > 1]


def _phone(text: str) -> list[Span]:
    """What is no date and no card."""
    others = [*_spans(_DATED, text), *_card(text)]
    return [
        (a, b)
        for a, b in [*_spans(_PHONE, text), *_spans(_SPOKEN, text)]
        if not any(a < end and begin < b for begin, end in others)
    ]


_DETECTORS: dict[Personal, Callable[[str], list[Span]]] = {
    Personal.NI_NUMBER: lambda text: _spans(_NI, text),
    Personal.NHS_NUMBER: _nhs,
    Personal.ADDRESS: lambda text: _spans(_ADDRESS, text),
    Personal.PHONE: _phone,
    Personal.EMAIL: lambda text: _spans(_EMAIL, text),
    Personal.BIRTH: lambda text: _spans(_BIRTH, text),
    Personal.CARD: _card,
}


def personal_data(
    text: str, kinds: Iterable[Personal] = tuple(Personal)
) -> dict[Personal, list[Span]]:
    """Where in the text there is personal data of these kinds: (begin, end) of each, in order."""
    found = {kind: _DETECTORS[kind](text) for kind in kinds}
    return {kind: spans for kind, spans in found.items() if spans}


def without(text: str, kinds: Iterable[Personal]) -> str:
    """The text with the personal data of these kinds taken out."""
    wanted = tuple(kinds)
    while found := personal_data(text, wanted):
        begin, end = next(iter(found.values()))[0]
        text = f"{text[:begin]} {text[end:]}"
    return text
