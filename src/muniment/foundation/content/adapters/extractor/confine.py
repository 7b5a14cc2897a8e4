"""What a child that holds a hostile document takes from itself, on top of the sandbox."""

import ctypes
import os
import platform
import resource
import struct

NOBODY = 65534
CPU_SECONDS = 10
MEMORY_BYTES = 512 * 1024 * 1024
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _FILTER = 22, 38, 2
_LOAD, _EQUAL, _ATLEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_X32 = 0x40000000

# New processes, sockets, signals to others, tracing, mounts, keys, kernel doors: numbers of the
# system calls of Linux per machine. From 424 on they are the same everywhere.
_EVERYWHERE = (424, 425, 426, 427, 428, 429, 430, 431, 432, 433, 434, 435, 438, 440, 442, 447)
_X86_64 = (
    *(41, 42, 43, 44, 46, 49, 50, 53, 288, 56, 57, 58, 59, 322, 62, 200, 234, 129, 297),
    *(101, 310, 311, 135, 155, 161, 165, 166, 167, 169, 175, 176, 313, 246, 320, 272, 308),
    *(248, 249, 250, 298, 303, 304, 319, 321, 323, 29, 30, 31, 68, 64, 240, 302, 109, 112),
)
_AARCH64 = (
    *(198, 199, 200, 201, 202, 203, 206, 211, 242, 220, 221, 281, 129, 130, 131, 138, 240),
    *(117, 270, 271, 92, 41, 51, 40, 39, 224, 142, 105, 106, 273, 104, 294, 97, 268),
    *(217, 218, 219, 241, 264, 265, 279, 280, 282, 194, 195, 196, 186, 190, 180, 261, 154, 157),
)
_MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}

# execve and execveat.
_BECOME = {"x86_64": (59, 322), "aarch64": (221, 281)}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


_libc = ctypes.CDLL(None, use_errno=True)


def confine() -> None:
    """Take limits that cannot be given back: time, memory, files, processes, system calls."""
    leave_root()
    limit(resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1)
    limit(resource.RLIMIT_AS, MEMORY_BYTES, MEMORY_BYTES)
    limit(resource.RLIMIT_FSIZE, 0, 0)
    limit(resource.RLIMIT_CORE, 0, 0)
    limit(resource.RLIMIT_NOFILE, 32, 32)
    limit(resource.RLIMIT_NPROC, 40, 40)
    deny_system_calls()


def leave_root() -> None:
    """Become nobody where there is no sandbox to have done it. Root never reads a document."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    if 0 in os.getresuid():
        raise PermissionError("a document is not read as root")


def limit(what: int, soft: int, hard: int) -> None:
    """Set a limit, never above one that stands already."""
    ceiling = resource.getrlimit(what)[1]
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(what, (soft, hard))


def deny_system_calls(*, may_become: bool = False) -> None:
    """Put the filter on. `may_become`: another program may take the place of this one, in the same
    process and under the same filter. On machines whose numbers are not known the other walls
    stand alone."""
    known = _MACHINES.get(platform.machine())
    if known is None:
        return
    architecture, denied = known
    if may_become:
        denied = tuple(number for number in denied if number not in _BECOME[platform.machine()])
    code = filter_code(architecture, denied)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)
    _prctl(_PR_SET_SECCOMP, _FILTER, ctypes.addressof(program))


def filter_code(architecture: int, denied: tuple[int, ...]) -> bytes:
    """The filter in classic BPF: another architecture is killed, what is denied gets EPERM."""
    numbers = sorted({*denied, *_EVERYWHERE})
    lines = [
        _line(_LOAD, 0, 0, 4),
        _line(_EQUAL, 1, 0, architecture),
        _line(_RETURN, 0, 0, _KILL),
        _line(_LOAD, 0, 0, 0),
        _line(_ATLEAST, 0, 1, _X32),
        _line(_RETURN, 0, 0, _KILL),
    ]
    for place, number in enumerate(numbers):
        lines.append(_line(_EQUAL, len(numbers) - place, 0, number))
    return b"".join([*lines, _line(_RETURN, 0, 0, _ALLOW), _line(_RETURN, 0, 0, _DENY)])


def _line(code: int, if_true: int, if_false: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _prctl(option: int, first: int, second: int) -> None:
    arguments = [ctypes.c_ulong(value) for value in (first, second, 0, 0)]
    if _libc.prctl(ctypes.c_int(option), *arguments) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option}: {os.strerror(ctypes.get_errno())}")
