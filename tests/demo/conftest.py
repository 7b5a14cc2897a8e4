"""The sample drive is made once for the tests that read it."""

import time

import pytest

from muniment.demo.sample_drive import generate


@pytest.fixture(scope="session")
def drive_and_seconds(tmp_path_factory):
    started = time.process_time()  # what a busy machine makes it wait is not its own
    drive = generate(tmp_path_factory.mktemp("demo") / "drive")
    return drive, time.process_time() - started


@pytest.fixture(scope="session")
def drive(drive_and_seconds):
    return drive_and_seconds[0]
