"""Names of files as they may leave the system: safe on any machine they are saved on."""

import unicodedata

MAX_NAME = 200  # bytes of UTF-8; file systems take 255
SEPARATORS = '/\\:*?"<>|'
UNSAFE = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
# Names that are devices where some readers save the file, whatever their ending.
DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789\xb9\xb2\xb3"]
)


def safe_name(name: str) -> str:
    """The name without separators, controls and marks that turn the direction of writing; never
    empty, hidden, a device, or longer than 200 bytes. A name that is safe already stays."""
    kept = "".join("_" if _is_unsafe(letter) else letter for letter in name).strip(" .")
    if kept.partition(".")[0].rstrip().upper() in DEVICES:
        kept = f"_{kept}"
    return _shortened(kept).strip(" .") or "content"


def _is_unsafe(letter: str) -> bool:
    return letter in SEPARATORS or unicodedata.category(letter) in UNSAFE


def _shortened(name: str) -> str:
    if len(name.encode()) <= MAX_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 12:
        stem, dot, ending = name, "", ""
    room = MAX_NAME - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + ending
