import os

import pytest

from muniment.foundation.audit.actions import create_signing_key


@pytest.fixture
def key(body):
    """A signing key for the log of this test."""
    return create_signing_key()


@pytest.fixture
def rounds():
    """How often to repeat: few times in every run, MUNIMENT_FAULT_N times in the long one."""

    def choose(few):
        return int(os.environ.get("MUNIMENT_FAULT_N", few))

    return choose
