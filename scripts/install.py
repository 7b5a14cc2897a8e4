"""Makes the project's own environment from the lock file: `install.py FOLDER`.

Needs only Python 3.11 and pip. Everything is pinned by hash in requirements.lock.
"""

import subprocess
import sys
from pathlib import Path

UV = "uv>=0.9"


def run(*command: str | Path) -> None:
    """Run a command, showing what it says; stop where it fails."""
    subprocess.run([str(part) for part in command], check=True)


def main(folder: Path) -> None:
    """Make the environment, or bring it up to date."""
    if sys.version_info < (3, 11):  # noqa: UP036 - said before anything newer is read
        sys.exit("Muniment needs Python 3.11 or later.")
    python = folder / "bin" / "python"
    if not python.exists():
        run(sys.executable, "-m", "venv", folder)
    if not (folder / "bin" / "uv").exists():
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV)
    uv = folder / "bin" / "uv"
    # Compiled here, once: a reader in the sandbox may write none, nor may a program on a folder
    # that only an administrator writes.
    exact = ("--quiet", "--python", python, "--require-hashes", "--compile-bytecode")
    run(uv, "pip", "sync", *exact, "requirements.lock")
    run(
        uv,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--no-deps",
        "--no-build-isolation",
        "-e",
        ".",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
