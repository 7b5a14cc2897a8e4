"""Reading the text of a policy: numbered paragraphs that can be cited, what they state, and what
became of them between two versions.

Every heading begins a section: 1, 2, 3. What stands in it is numbered 1.1, 1.2. What comes before
the first heading is numbered P1, P2. A text may carry three marks, which are not shown:

    {#mailbox-limit}                 a name for the paragraph that stays when numbers move
    {meets: monitoring}              the paragraph says what a policy must say of this
    {mailbox limit = 90 days}        a stated value; it is shown as: 90 days
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from hashlib import sha256

from markdown_it import MarkdownIt
from markdown_it.token import Token

from muniment.foundation.kernel.errors import Reason
from muniment.governance.policies.types import Change, Content, Paragraph

LONGEST = 200_000  # letters of a text
MOST = 2_000  # paragraphs
SECTIONS = ("h1", "h2")
_KEY = re.compile(r"[ \t]*\{#([a-z0-9][a-z0-9-]{0,59})\}")
_MEETS = re.compile(r"[ \t]*\{meets:\s*([a-z_ ,]{1,200})\}")
_STATED = re.compile(r"\{([A-Za-z][^{}=\n]{0,79}?)\s*=\s*([^{}\n]{1,80}?)\s*\}")
# Raw HTML is shown as it was typed, links to programs are none, and no picture is fetched from
# elsewhere: who reads a policy is told to nobody.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The numbered paragraphs of a text, in order."""
    return tuple(_numbered(text))


def _numbered(text: str) -> Iterator[Paragraph]:
    section = within = 0
    for tag, level, source in _blocks(text):
        heading = tag in SECTIONS
        section, within = (section + 1, 0) if heading else (section, within + 1)
        beginning = f"{section}." if section else "P"
        number = str(section) if heading else f"{beginning}{within}"
        yield _paragraph(number, source, heading=heading, level=level)


def _blocks(text: str) -> Iterator[tuple[str, int, str]]:
    """The blocks that stand by themselves: their tag, the level of a heading, and their source."""
    lines = text.splitlines()
    for token in _MARKDOWN.parse(text):
        if token.level == 0 and token.map and token.nesting != -1 and token.type != "hr":
            first, last = token.map
            source = "\n".join(lines[first:last]).strip("\n")
            heading = token.type == "heading_open"
            yield token.tag if heading else "", int(token.tag[1]) if heading else 0, source


def _paragraph(number: str, source: str, *, heading: bool, level: int) -> Paragraph:
    keys = _KEY.findall(source)
    meets = [one.strip() for some in _MEETS.findall(source) for one in some.split(",")]
    values = [(" ".join(name.split()), value) for name, value in _STATED.findall(source)]
    bare = _STATED.sub(lambda found: found[2], _MEETS.sub("", _KEY.sub("", source))).strip()
    words = _words(bare)
    return Paragraph(
        number=number,
        source=bare,
        words=words,
        digest=sha256(words.encode()).hexdigest(),
        heading=heading,
        level=level,
        key=keys[0] if keys else "",
        meets=tuple(dict.fromkeys(filter(None, meets))),
        values=tuple(values),
    )


def _words(source: str) -> str:
    """What a block says, without its marks, as one line."""
    return " ".join(" ".join(_said(_MARKDOWN.parse(source))).split())


def _said(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.children:
            yield "".join(one.content or " " for one in token.children)
        elif token.type in ("fence", "code_block"):
            yield token.content


def html(paragraph: Paragraph) -> str:
    """A paragraph as HTML: nothing that was typed becomes a tag, and no link runs a program."""
    return str(_MARKDOWN.render(paragraph.source))


def reasons_against_text(text: str) -> list[Reason]:
    """What is wrong with a text."""
    if not text.strip():
        return [Reason("text", "Write the text.", "text")]
    if len(text) > LONGEST:
        return [Reason("text", f"Use at most {LONGEST:,} letters.", "text")]
    found = paragraphs(text)
    if len(found) > MOST:
        return [Reason("text", f"Use at most {MOST:,} paragraphs.", "text")]
    return [*_of_keys(found), *_of_contents(found)]


def _of_keys(found: Sequence[Paragraph]) -> Iterator[Reason]:
    seen: dict[str, str] = {}
    for one in found:
        if one.key and one.key in seen:
            said = f"Paragraphs {seen[one.key]} and {one.number} have the same name: {one.key}."
            yield Reason("text", said, "text")
        seen.setdefault(one.key, one.number)


def _of_contents(found: Sequence[Paragraph]) -> Iterator[Reason]:
    known = ", ".join(Content)
    for one in found:
        for name in one.meets:
            if name not in list(Content):
                said = f"Paragraph {one.number} is to meet “{name}”. That is none of: {known}."
                yield Reason("text", said, "text")


def find(found: Sequence[Paragraph], cited: str) -> Paragraph | None:
    """The paragraph that is cited by its number or its name; None where there is none such."""
    wanted = cited.strip().removeprefix("#")
    return next((one for one in found if wanted and wanted in (one.number, one.key)), None)


def compare(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> list[Change]:
    """What became of each paragraph that did not stay as it was, in the order of the new text;
    what is gone comes where it stood. Paragraphs with the same name are the same one, others are
    matched by what they say and by where they stand."""
    pairs = _paired(before, after)
    return [
        Change(old, new)
        for old, new in pairs
        if old is None or new is None or (old.digest, old.number) != (new.digest, new.number)
    ]


def became(before: Sequence[Paragraph], after: Sequence[Paragraph], cited: str) -> Change | None:
    """What became of the paragraph that was cited; None where the older text has none such."""
    wanted = find(before, cited)
    pairs = _paired(before, after) if wanted else []
    return next((Change(old, new) for old, new in pairs if old is wanted), None)


def _paired(
    before: Sequence[Paragraph], after: Sequence[Paragraph]
) -> list[tuple[Paragraph | None, Paragraph | None]]:
    named = _named(before)
    known = set(named) & set(_named(after))
    old = [one for one in before if one.key not in known]
    new = [one for one in after if one.key not in known]
    matched, gone = _aligned(old, new)
    at = {id(one): index for index, one in enumerate(after)}
    found: list[tuple[float, Paragraph | None, Paragraph | None]] = []
    for one in after:
        partner = named[one.key] if one.key in known else matched.get(id(one))
        found.append((at[id(one)], partner, one))
    stood = {id(one): index for index, one in enumerate(before)}
    found += [(stood[id(one)] - 0.5, one, None) for one in gone]
    return [(one, two) for _, one, two in sorted(found, key=lambda each: each[0])]


def _named(some: Sequence[Paragraph]) -> dict[str, Paragraph]:
    """Paragraphs by their names, but for names that more than one of them has."""
    often = Counter(one.key for one in some)
    return {one.key: one for one in some if one.key and often[one.key] == 1}


def _aligned(
    old: Sequence[Paragraph], new: Sequence[Paragraph]
) -> tuple[dict[int, Paragraph], list[Paragraph]]:
    """The older paragraph for each newer one, by its identity, and those that have none."""
    matched: dict[int, Paragraph] = {}
    gone: list[Paragraph] = []
    left: list[Paragraph] = []
    digests = [one.digest for one in old], [one.digest for one in new]
    for tag, i, j, k, m in SequenceMatcher(None, *digests, autojunk=False).get_opcodes():
        olds, news = list(old[i:j]), list(new[k:m])
        if tag == "equal" or (tag == "replace" and _like(olds, news)):
            matched.update({id(two): one for one, two in zip(olds, news, strict=True)})
        else:
            gone += olds
            left += news
    return _likest(gone, left, matched), [one for one in gone if one not in matched.values()]


def _like(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> bool:
    """Whether as many stand where as many stood, each of its kind."""
    return len(old) == len(new) and all(
        one.heading == two.heading for one, two in zip(old, new, strict=True)
    )


def _likest(
    gone: Sequence[Paragraph], left: Sequence[Paragraph], matched: dict[int, Paragraph]
) -> dict[int, Paragraph]:
    """Match what is left by how many of its words it shares: at least half."""
    free = list(gone)
    for one in left:
        wanted = set(one.words.casefold().split())
        scored = [(_shared(wanted, each), each) for each in free if each.heading == one.heading]
        best = max(scored, key=lambda each: each[0], default=(0.0, None))
        if best[1] is not None and best[0] >= 0.5:
            matched[id(one)] = best[1]
            free.remove(best[1])
    return matched


def _shared(wanted: set[str], other: Paragraph) -> float:
    words = set(other.words.casefold().split())
    return len(wanted & words) / max(len(wanted | words), 1)
