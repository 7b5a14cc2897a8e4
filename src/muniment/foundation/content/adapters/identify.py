"""Which format a file has, by PRONOM's signatures, through Siegfried in a process of its own."""

import json
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from muniment.foundation.content import rules
from muniment.foundation.content.adapters import bubblewrap
from muniment.foundation.content.adapters.zygote import Zygote, ZygoteDied, ZygoteSilent
from muniment.foundation.content.types import Format

_PROGRAM = (
    "from muniment.foundation.content.adapters import identify_worker\nidentify_worker.serve()"
)
_DIED = "Siegfried died or hung on this file."
_ANSWER_MAX = 256 * 1024 * 1024
_SECONDS, _SECONDS_EACH = 20.0, 0.1
_WARNING_MAX, _NAME_MAX, _BASIS_MAX = 300, 200, 300


class Identifier:
    """Names formats; start one and keep it. Use it as a context, or `close` it.

    The process starts with the first batch, and again after it died.
    """

    def __init__(self, *, program: str = _PROGRAM) -> None:
        self._program = program
        self._zygote: Zygote | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "Identifier":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._zygote.pid if self._zygote else None

    def identify_many(
        self, contents: Sequence[Path | bytes], names: Sequence[str] | None = None
    ) -> list[Format]:
        """The format of each, in order. What cannot be identified says so; nothing is raised.

        `names`: the names the files had. Only their extensions are used, and only as a hint.
        """
        hints = [rules.extension_hint(name) for name in names or [""] * len(contents)]
        with self._lock, tempfile.TemporaryDirectory(prefix="muniment-") as folder:
            pairs = zip(contents, hints, strict=True)
            paths = [_placed(Path(folder), n, *pair) for n, pair in enumerate(pairs)]
            return self._identify(paths)

    def identify(self, content: Path | bytes, name: str = "") -> Format:
        """The format of one file."""
        return self.identify_many([content], [name])[0]

    def close(self) -> None:
        """End the process."""
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def _identify(self, paths: list[str], tries: int = 2) -> list[Format]:
        if not paths:
            return []
        try:
            return [_format(one) for one in self._ask(paths)]
        except (ZygoteDied, ZygoteSilent):
            self.close()
        if len(paths) == 1:
            # Once more: the process may have been ended for reasons that are not the file's.
            return self._identify(paths, tries - 1) if tries > 1 else [_unknown(_DIED)]
        # One file of the batch is to blame: halve until it stands alone.
        half = len(paths) // 2
        return [*self._identify(paths[:half]), *self._identify(paths[half:])]

    def _ask(self, paths: list[str]) -> list[dict[str, Any] | None]:
        if self._zygote is None:
            self._zygote = Zygote(self._command(), answer_max=_ANSWER_MAX, ready_seconds=30)
        question = json.dumps(paths).encode()
        seconds = _SECONDS + _SECONDS_EACH * len(paths)
        answer = json.loads(self._zygote.ask({}, question, seconds)[1] or b"[]")
        if len(answer) != len(paths):
            raise ZygoteDied("wrong number of answers")
        return list(answer)

    def _command(self) -> list[str]:
        source = Path(__file__).resolve().parents[4]
        return bubblewrap.python(self._program, str(source), str(bubblewrap.site_folder()))


def _placed(folder: Path, number: int, content: Path | bytes, hint: str) -> str:
    """A path under a name of ours, which Siegfried can read and take the extension from."""
    path = folder / (f"{number}.{hint}" if hint else str(number))
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.symlink_to(content.absolute())
    return str(path)


def _format(found: dict[str, Any] | None) -> Format:
    if found is None:
        return _unknown("Siegfried said nothing of this file.")
    if found["errors"] == "empty source":
        return _unknown("The file is empty.")
    matches = [match for match in found["matches"] if match["id"] != "UNKNOWN"]
    warnings = [found["errors"], *(match["warning"] for match in found["matches"])]
    if not matches:
        return _unknown(_why_unknown(found["errors"]))
    others = ", ".join(match["id"] for match in matches[1:])
    first = matches[0]
    warnings.append(f"also matches {others}" if others else "")
    return Format(
        puid=first["id"],
        mime=first["mime"].partition(",")[0].strip(),
        name=f"{first['format']} {first['version']}".strip()[:_NAME_MAX],
        basis=first["basis"][:_BASIS_MAX],
        warning="; ".join(dict.fromkeys(filter(None, warnings)))[:_WARNING_MAX],
    )


def _why_unknown(errors: str) -> str:
    # Siegfried's own words of a file that is not there hold the path.
    if errors.startswith("open "):
        return "The file cannot be opened."
    return "No signature matches." + (f" {errors}." if errors else "")


def _unknown(why: str) -> Format:
    return Format("", "", "", "", why[:_WARNING_MAX])
