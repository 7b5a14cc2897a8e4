"""Real bodies on SQLite for programs that run in a process of their own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass
class Body:
    """A data folder with all that belongs to it, below one folder."""

    folder: Path

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **os.environ,
            "MUNIMENT_HOME": str(self.folder / "home"),
            "MUNIMENT_CHECKPOINTS": str(self.folder / "checkpoints"),
            "MUNIMENT_CONTENT_COPY": str(self.folder / "copy"),
            "MUNIMENT_DATABASE_URL": f"sqlite:///{self.folder}/home/muniment.sqlite3",
            "TMPDIR": str(self.folder / "temporary"),
            "DJANGO_SETTINGS_MODULE": "muniment.config.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            **more,
        }

    def run(self, *words: str, under: tuple[str, ...] = (), **more: str) -> str:
        """What the program says; it must end well."""
        done = subprocess.run(
            [*under, sys.executable, *words],
            cwd=ROOT,
            env=self.environment(**more),
            capture_output=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr.decode()[-3000:]
        return done.stdout.decode()


def empty_body(folder: Path) -> Body:
    """A body with tables and nothing in them."""
    for name in ("home", "checkpoints", "temporary"):
        (folder / name).mkdir(parents=True)
    body = Body(folder)
    body.run("manage.py", "migrate", "-v0")
    body.run("manage.py", "createcachetable")
    return body


def copy_of(body: Body, folder: Path) -> Body:
    """The same in another folder, which may exist."""
    shutil.copytree(body.folder, folder, dirs_exist_ok=True)
    return Body(folder)
