"""In the sandbox: takes limits that cannot be given back, and becomes tesseract."""

import os
import resource
import sys

from .confine import deny_system_calls, leave_root, limit

MEMORY_BYTES = 1024 * 1024 * 1024


def become(program: str, arguments: list[str], seconds: int) -> None:
    """Run the program in the place of this one: no files, no network, no other processes."""
    leave_root()
    limit(resource.RLIMIT_CPU, seconds, seconds + 1)
    limit(resource.RLIMIT_AS, MEMORY_BYTES, MEMORY_BYTES)
    limit(resource.RLIMIT_FSIZE, 0, 0)
    limit(resource.RLIMIT_CORE, 0, 0)
    limit(resource.RLIMIT_NOFILE, 32, 32)
    deny_system_calls(may_become=True)
    sys.stdout.flush()
    # One thread: a second would be a process more than the filter allows.
    surroundings = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    os.execve(program, [program, *arguments], surroundings)  # noqa: S606
