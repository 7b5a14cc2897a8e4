"""Rich text."""

from striprtf.striprtf import rtf_to_text

from .outcome import Corrupt, Outcome, Sink


def extract(data: bytes) -> Outcome:
    """The words of a rich text file. Raises `Corrupt` where it is none."""
    if not data.lstrip()[:5].startswith(b"{\\rt"):
        raise Corrupt("The file does not begin as rich text does.")
    sink = Sink()
    try:
        sink.add(rtf_to_text(data.decode("latin-1"), errors="ignore"))  # type: ignore[no-untyped-call]
    except (ValueError, IndexError, KeyError, AttributeError, TypeError, LookupError) as error:
        raise Corrupt(f"The rich text is damaged: {error}.") from error
    return Outcome(sink.text())
