"""Where the scenarios of jobs are listed."""

import pytest
from tests.promises.again import come_round, taken_from_queue

SCENARIOS = []


def scenario(kind):
    """Real data for a job of this kind; the answer is the jobs that verbs or schedules queued."""

    def register(prepare):
        SCENARIOS.append(pytest.param(kind, prepare, id=f"{kind} {prepare.__name__}"))
        return prepare

    return register


def standing(town, kind):
    come_round(town, kind)
    return taken_from_queue(kind)
