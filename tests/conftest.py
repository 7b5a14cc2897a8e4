"""What every test shares: a body of its own, on the database that the run names."""

import gc
import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

if "MUNIMENT_TEST_DATABASE_URL" in os.environ:
    raise pytest.UsageError("name the database of the tests in MUNIMENT_DATABASE_URL")

# Hundreds of processes are started here: without bytecode each would compile every module anew,
# which is half of the time that it takes to start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

pytest_plugins = [
    "tests.standing",
    "tests.clamd",
    "tests.flushing",
    "tests.foundation.audit.flushing",
    "tests.holdings.records.flushing",
]

# A busy machine is slow, and that says nothing of what is tested.
hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")

# The files that take longest, begun first: at the end of a run no worker then waits for another.
LONGEST = (
    *("test_killed_at_any_moment", "test_destroyed_content_is_nowhere", "test_browser"),
    *("test_body", "test_sent_twice", "test_jobs_again", "test_hold_races"),
    *("test_permission_matrix", "test_payloads", "test_api_replay", "test_two_worlds"),
    *("test_hold_secrecy", "test_capture", "test_backup", "test_processes", "test_races"),
    *("test_moving_up", "test_killed", "test_deployment", "test_api_sockets"),
)
# The doors only ask and show: what they call is tried on both databases where it stands. Tried on
# both are the files that go through all of a door, and those that start and stop the whole.
DOORS = {"cli", "web", "api"}
DOORS_ON_BOTH = {
    *("test_body", "test_backup", "test_processes", "test_audit"),
    *("test_pages", "test_sent_twice", "test_browser"),
    *("test_api_replay", "test_api_records"),
}
# On PostgreSQL in every run: what commits, for others may then see it or race it, and these. The
# rest of what is tried on both is tried there in the long form (and what is marked `seldom`).
IN_EVERY_RUN = {
    # Every verb, page, operation and kind of job, and whatever people type.
    *("test_pages", "test_api_replay", "test_jobs_again", "test_two_worlds", "test_bad_input"),
    # Bodies that are started, backed up and restored; processes that are killed.
    *("test_backup", "test_processes", "test_audit", "test_taking", "test_restoring", "test_loss"),
    *("test_never_resurrects", "test_under_load", "test_cut_off", "test_killed_at_any_moment"),
    *("test_killed", "test_races", "test_hold_races", "test_waiting"),
    # Triggers, constraints, locks and statements of our own.
    *("test_recording", "test_tampering", "test_triggers", "test_verbs", "test_queue", "test_once"),
    "test_broker",
    *("test_declared_content", "test_records_verbs", "test_fileplan_verbs", "test_tokens"),
    *("test_retention_verbs", "test_going_on", "test_effect", "test_capturing_folders"),
    *("test_deciding", "test_destroying", "test_expunging", "test_lists_by_night"),
    *("test_proposing", "test_announcing", "test_setting_aside", "test_standing_approvals"),
    *("test_holds", "test_long_lists", "test_used_never_deleted", "test_actions_keeping"),
    # Search, and what is decided by it.
    *("test_finding", "test_leaks", "test_meaning", "test_standing", "test_compacting"),
    *("test_ways_of_reading", "test_searched", "test_destroyed_content_is_nowhere"),
}
# Any test whose content lies in a folder can be run with a bucket in its place: MUNIMENT_TEST_S3=1.
# Those that look at the folder itself fail then.
ON_S3 = os.environ.get("MUNIMENT_TEST_S3") == "1"
# A test of these rooms that asks for no database needs none.
ROOMS = {
    "architecture",
    "assurance",
    "demo",
    "foundation",
    "governance",
    "holdings",
    "lifecycle",
    "people",
}
ASKED = {"db", "transactional_db", "live_server", "django_db_setup"}
TESTS = Path(__file__).parent
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_configure():
    """The tests' SQLite is in memory, as Django's own backend would have it: what numbers the
    databases of workers knows that backend by name only."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = ":memory:"


def pytest_collection_modifyitems(items):
    """The longest files first (with --no-loadscope-reorder); together what begins with one body."""
    from tests import standing  # once it is loaded as a plugin

    for item in items:
        if not tried_on_both(item):
            item.add_marker("once")
        elif not (item.path.stem in IN_EVERY_RUN or standing.commits(item)):
            item.add_marker("seldom")
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: (place.get(item.path.stem, len(LONGEST)), standing.order(item)))


def tried_on_both(item):
    """Whether a test is worth its time on the second database."""
    room = item.path.relative_to(TESTS).parts[0]
    if room in DOORS:
        return item.path.stem in DOORS_ON_BOTH
    asked = ASKED & set(item.fixturenames) or item.get_closest_marker("django_db")
    return bool(asked) or room not in ROOMS


@pytest.fixture
def _django_db_helper(stands, _django_db_helper):
    """Pytest-django begins a test's transaction here: not before the body stands."""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Keep runs that go on side by side (MUNIMENT_TEST_SUFFIX) in databases of their own."""
    from django.conf import settings

    suffix = os.environ.get("MUNIMENT_TEST_SUFFIX", "")
    test = settings.DATABASES["default"].setdefault("TEST", {})
    if suffix and settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        test["NAME"] = f"{test.get('NAME') or 'test_muniment'}{suffix}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory):
    """Beside the database of the tests (on SQLite) a file with its tables, before anything is in
    them: programs of their own begin with a copy, for to make the tables takes seconds."""
    from django.db import connection

    _collect_seldom()
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite" and connection.is_in_memory_db():
            file = tmp_path_factory.mktemp("tables") / "muniment.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(file)])
            return file
    return None


def _collect_seldom():
    """What is there by now stays to the end: looking through it for garbage again and again takes
    a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def copy_tables(django_db_setup):
    """Puts the tables of a body into a data folder. On PostgreSQL, and where no test of the run
    asks for a database, it does nothing: they are made where they are missing."""

    def copy(home):
        home.mkdir(parents=True, exist_ok=True)
        if django_db_setup:
            shutil.copyfile(django_db_setup, home / django_db_setup.name)

    return copy


@pytest.fixture(autouse=True)
def body(settings, tmp_path):
    """A data folder of its own for each test."""
    settings.MUNIMENT_HOME = tmp_path / "home"
    settings.MUNIMENT_CHECKPOINTS = tmp_path / "checkpoints"
    settings.MUNIMENT_CONTENT_COPY = None
    settings.MUNIMENT_BROKER = ""
    settings.MUNIMENT_CLAMD = ""
    settings.MUNIMENT_WATCHED_FOLDERS = [str(tmp_path / "watched")]
    settings.MUNIMENT_HOME.mkdir()
    settings.MUNIMENT_CHECKPOINTS.mkdir()
    if not ON_S3:
        settings.MUNIMENT_CONTENT_STORE = None
        yield settings.MUNIMENT_HOME
        return
    from tests.foundation.content import gateway

    settings.MUNIMENT_CONTENT_STORE = gateway.make_bucket(versioned=True)
    yield settings.MUNIMENT_HOME
    gateway.remove_bucket(settings.MUNIMENT_CONTENT_STORE)


@pytest.fixture
def shared_data():
    """The folder of real inputs beside the project; the test is skipped where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the real inputs (../shared/data) are not on this machine")
    return folder
