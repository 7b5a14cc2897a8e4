"""Asks the register of known vulnerabilities about every locked dependency.

Ends with 0 only where every one was asked about and none is known: 1 where there is a finding, 2
where the register could not be asked.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LOCK = "requirements.lock"


def asked() -> tuple[dict[str, Any] | None, str]:
    """The answer of pip-audit, or None with what it said instead."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off"]
        command = [sys.executable, "-m", "pip_audit", "-r", LOCK, *options]
        command += ["--format", "json", "--output", str(answer)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not answer.exists() or not answer.read_text("utf-8").strip():
            return None, (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return json.loads(answer.read_text("utf-8")), ""


def findings(answer: dict[str, Any]) -> list[str]:
    """One line for each known vulnerability, and for each dependency that was not asked about."""
    lines = []
    for one in answer["dependencies"]:
        if "skip_reason" in one:
            lines.append(f"{one['name']} was not asked about: {one['skip_reason']}")
        for known in one.get("vulns", []):
            mended = ", ".join(known.get("fix_versions", [])) or "no version yet"
            lines.append(f"{one['name']} {one['version']}: {known['id']}, mended in {mended}")
    return lines


def main() -> int:
    """Ask, and say what was found."""
    answer, problem = asked()
    if answer is None:
        print(f"NOT CHECKED: the register could not be asked. {problem}", file=sys.stderr)
        return 2
    lines = findings(answer)
    print("\n".join(lines) or f"No known vulnerability in {len(answer['dependencies'])} parts.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
