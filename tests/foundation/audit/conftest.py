import os

import pytest

from muniment.foundation.audit.actions import create_signing_key


@pytest.fixture
def key(body):
    """A signing key for the log of this test."""
    return create_signing_key()


@pytest.fixture
def rounds():
    """How often to repeat: few times in every run, many in the long one."""

    def choose(few, many):
        return many if "MUNIMENT_FAULT_N" in os.environ else few

    return choose
