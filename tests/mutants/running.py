"""Runs the tests of rooms against their mutants: each in a copy (fork) of one warm process."""

import gc
import os
import resource
import signal
import sys
from collections import Counter, defaultdict
from functools import _lru_cache_wrapper
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from math import ceil
from tempfile import TemporaryDirectory
from time import process_time
from types import CodeType

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state
from tests.mutants.making import Made, Mutant

DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
QUICK = 0.5  # seconds
MOST_MEMORY = 2 << 30  # bytes


class _Loader(SourceFileLoader):
    made: Made

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.made.code, self.path, "exec", dont_inherit=True)


class Finder(MetaPathFinder):
    """Loads the modules with their mutants in them."""

    def __init__(self, made: dict[str, Made]) -> None:
        self.made = made

    def find_spec(self, name, path=None, target=None) -> ModuleSpec | None:
        """The module as mutmut wrote it, in the place of its own file."""
        spec = PathFinder.find_spec(name, path, target) if name in self.made else None
        if spec and spec.origin:
            loader = _Loader(name, spec.origin)
            loader.made = self.made[name]
            spec.loader = loader
        return spec


class Plugin:
    """Takes the place of pytest's loop: runs all tests once, then for each mutant those that
    reach it, fastest first, until one fails."""

    def __init__(self, mutants: list[Mutant]) -> None:
        self.mutants = mutants
        self.result: dict[str, str] = {}
        self.reaching: dict[str, list] = defaultdict(list)
        self.seconds: dict[str, float] = {}
        self.deadly: dict[str, Counter[str]] = defaultdict(Counter)

    def pytest_sessionstart(self) -> None:
        """Examples are the same each time, and a failing one is not made smaller."""
        hypothesis_settings.register_profile(
            "mutants",
            parent=hypothesis_settings.get_profile("house"),
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
        )
        hypothesis_settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items) -> None:
        """Only what needs no database."""
        pure = [one for one in items if not DATABASE & set(one.fixturenames)]
        items[:] = [one for one in pure if not one.get_closest_marker("django_db")]

    def pytest_runtestloop(self, session) -> bool:
        """All of it."""
        for item in session.items:
            set_mutant_under_test("stats")
            state()._stats.clear()
            start = process_time()
            if not _passes(item):
                raise pytest.UsageError(f"{item.nodeid} fails without any mutant")
            self.seconds[item.nodeid] = process_time() - start
            for function in state()._stats:
                self.reaching[function].append(item)
        seconds = sum(self.seconds.values())
        print(f"{len(session.items)} tests without a database, together {seconds:.1f} s")
        for one in gc.get_objects():  # what is remembered would hide a mutant
            if type(one) is _lru_cache_wrapper and str(one.__module__).startswith("muniment"):
                one.cache_clear()
        gc.collect()
        gc.freeze()  # so that the copies share what is there
        for mutant in self.mutants:
            self.result[mutant.name] = self._run(mutant)
        status, told = self._in_a_copy("", session.items)
        if status:
            raise pytest.UsageError(f"{told} fails without any mutant, after all of them")
        return True

    def _run(self, mutant: Mutant) -> str:
        stem = mutant.name.rpartition("__mutmut_")[0]
        killers = self.deadly[stem]
        # Those first that have killed here before, if they are quick: a slow one is long about
        # a mutant that never ends.
        tests = sorted(
            self.reaching[stem],
            key=lambda one: (
                -killers[one.nodeid] if self.seconds[one.nodeid] < QUICK else 0,
                self.seconds[one.nodeid],
            ),
        )
        if not tests:
            return "no tests"
        status, told = self._in_a_copy(mutant.name, tests)
        if told:
            killers[told] += 1
            return "killed"
        if os.WIFSIGNALED(status):
            late = os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL)
            return "timeout" if late else "killed"
        return "survived" if os.WEXITSTATUS(status) == 0 else "killed"

    def _in_a_copy(self, mutant: str, tests: list) -> tuple[int, str]:
        """How the copy of this process ended that has the mutant awake, and which test failed."""
        reading, writing = os.pipe()
        sys.stdout.flush()
        copy = os.fork()
        if copy == 0:
            try:
                resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
                set_mutant_under_test(mutant)
                for item in tests:
                    # Seconds of the processor, not of a clock on the wall.
                    limit = ceil(process_time() + 2 + 5 * self.seconds[item.nodeid])
                    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
                    if not _passes(item):
                        os.write(writing, item.nodeid.encode()[:4000])
                        os._exit(1)
                os._exit(0)
            finally:
                os._exit(2)
        os.close(writing)
        told = b""
        while part := os.read(reading, 4096):
            told += part
        os.close(reading)
        return os.waitpid(copy, 0)[1], told.decode()


def _passes(item) -> bool:
    from _pytest.runner import runtestprotocol

    reports = runtestprotocol(item, nextitem=None, log=False)
    return all(one.passed or one.skipped for one in reports)


def run(made: dict[str, Made], tests: list[str]) -> dict[str, str]:
    """What became of each mutant, by its name: killed, timeout, survived or no tests."""
    sys.meta_path.insert(0, Finder(made))
    mutants = [one for file in made.values() for one in file.mutants]
    plugin = Plugin(mutants)
    arguments = ["-q", "-x", "-p", "no:cacheprovider", "-W", "ignore"]
    # Too long, or true only when others ran before.
    arguments += ["-k", "not three_centuries and not reason_is_shown_above and not left_untested"]
    arguments += ["--assert=plain", "--tb=native"]  # nobody reads why a test failed
    arguments += ["-o", "tmp_path_retention_policy=none", "--no-header", "--no-summary", *tests]
    # A folder of its own: other runs on the machine tidy the usual one.
    with TemporaryDirectory() as folder:
        ended = pytest.main([*arguments, "--basetemp", folder], plugins=[plugin])
    if ended:
        raise SystemExit(f"The tests could not be run: {ended!r}.")
    return plugin.result
