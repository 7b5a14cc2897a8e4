"""The command line that puts a Python program into a bubblewrap sandbox."""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

EXTRACTOR = Path(__file__).parent / "extractor"
APP, SITE = "/app", "/app/site"
NOBODY = "65534"
_PACKAGES = (
    *("PIL", "charset_normalizer", "olefile", "pypdfium2", "pypdfium2_raw", "pypdfium2_cfg"),
    *("striprtf", "tnefparse", "xlrd", "zxingcpp"),
)
# Libraries that a package keeps beside itself.
_BESIDE = ("pillow.libs", "*__mypyc*.so", "pypdfium2.libs")
_SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64")
_WALLS = (
    *("--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent"),
    *("--new-session", "--clearenv", "--cap-drop", "ALL", "--hostname", "sandbox"),
    *("--uid", NOBODY, "--gid", NOBODY),
)


def command(program: str, *, also: Sequence[Path] = ()) -> list[str]:
    """The command that runs `program` (Python source) with nothing in reach but its parsers.

    Nothing inside can be written to: there is no /tmp, no /proc, no /dev and no /etc. The
    program finds `extractor` on its path, and runs as nobody even where Muniment runs as root.
    `also`: further files and folders that it can read.
    """
    seen = [*_system(), *_interpreter(), *_program(), *_packages()]
    seen += [word for path in also if not _covered(path) for word in _bind(path, str(path))]
    return [
        _bwrap(),
        *_WALLS,
        *seen,
        "--remount-ro",
        "/",
        "--chdir",
        "/",
        *python(program, APP, SITE),
    ]


def around(program: Path, arguments: list[str], *, reads: Path, writes: Path) -> list[str]:
    """The command that runs another program with nothing in reach but the file that it reads, at
    /in, and the folder that it writes to, at /out. Raises FileNotFoundError without bwrap."""
    inside = [*_bind(program, str(program)), *_bind(reads, "/in"), "--bind", str(writes), "/out"]
    walls = [*_WALLS, *_system(), *inside, "--dev", "/dev", "--chdir", "/out"]
    return [_bwrap(), *walls, str(program), *arguments]


def unpacking(program: str, *, reads: Path, writes: Path) -> list[str]:
    """The command that runs `program` (Python source) with nothing in reach but its parsers, the
    file that it reads, at /in, and the folder that it writes to, at /out."""
    inside = [*_bind(reads, "/in"), "--bind", str(writes), "/out", "--chdir", "/out"]
    walls = [*_WALLS, *_system(), *_interpreter(), *_program(), *inside]
    return [_bwrap(), *walls, *python(program, APP)]


def python(program: str, *paths: str) -> list[str]:
    """The interpreter's own command, with only these folders added to its path."""
    starts = f"import sys; sys.path[:0] = {list(paths)!r}\n{program}"
    return [str(_executable()), "-I", "-S", "-B", "-X", "utf8", "-c", starts]


@functools.cache
def reason_unavailable() -> str:
    """Why no sandbox can be had on this machine, in a sentence; empty where it can."""
    try:
        tried = subprocess.run(
            command("import extractor.zygote"), env={}, capture_output=True, timeout=30, check=False
        )
    except FileNotFoundError:
        return "bubblewrap (the program bwrap) is not installed."
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap cannot be started: {error}."
    said = tried.stderr.decode("utf-8", "replace").strip().splitlines()
    return (
        f"bubblewrap cannot make a sandbox: {said[-1:] or 'no reason'}." if tried.returncode else ""
    )


def site_folder() -> Path:
    """Where the parsers are installed."""
    return _folder_of("olefile").parent


def _bwrap() -> str:
    found = shutil.which("bwrap")
    if found is None:
        raise FileNotFoundError("bwrap")
    return found


def _executable() -> Path:
    base = getattr(sys, "_base_executable", "") or sys.executable
    return Path(base).resolve()


def _system() -> list[str]:
    arguments: list[str] = []
    for folder in _SYSTEM:
        if Path(folder).is_symlink():
            arguments += ["--symlink", os.readlink(folder), folder]  # noqa: PTH115
        elif Path(folder).is_dir():
            arguments += ["--ro-bind", folder, folder]
    return arguments


def _interpreter() -> list[str]:
    shared = Path(sysconfig.get_config_var("LIBDIR") or "/") / str(
        sysconfig.get_config_var("INSTSONAME") or ""
    )
    wanted = [_executable(), Path(sysconfig.get_path("stdlib")), shared]
    wanted = [path for path in wanted if path.exists() and path != Path("/")]
    return [word for path in wanted if not _covered(path) for word in _bind(path, str(path))]


def _covered(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in _SYSTEM)


def _program() -> list[str]:
    return _bind(EXTRACTOR, f"{APP}/extractor")


def _packages() -> list[str]:
    site = site_folder()
    folders = [_folder_of(name) for name in _PACKAGES]
    beside = [path for pattern in _BESIDE for path in sorted(site.glob(pattern))]
    return [word for path in (*folders, *beside) for word in _bind(path, f"{SITE}/{path.name}")]


def _folder_of(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    return Path(found.submodule_search_locations[0]).resolve()


def _bind(path: Path, place: str) -> list[str]:
    return ["--ro-bind", str(path), place]
