"""The API does as it says of itself: whatever fits its description, and much that does not, gets an
answer that the description knows, and never an error of the server.

Promise 38: a few requests to each operation in every run; MUNIMENT_FAULT_CASES (20,000) in all, by
people of every role, in the long one.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks
from tests.api.borough import PEOPLE

from muniment.config.wsgi import application

CASES = int(os.environ.get("MUNIMENT_FAULT_CASES", "300"))
WHO = list(PEOPLE) if CASES > 1000 else ["manager"]
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
pytestmark = [pytest.mark.fault, pytest.mark.once]


@pytest.mark.parametrize("who", WHO)
def test_whatever_is_sent_gets_an_answer_that_the_description_knows(who, borough):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [one.ok() for one in schema.get_all_operations()]
    each = max(CASES // len(WHO) // len(operations), 2)
    token = {"Authorization": f"Bearer {borough.tokens[who]}"}
    known = [
        one.replace("/", "~") for one in (*borough.folders.values(), *borough.records.values())
    ]
    known += ["FIN", "FIN~OPEN", "REP-6", "CASE-1"]
    failures = [failure for one in operations for failure in tried(one, token, each, known)]
    print("\n----\n".join(failures))
    assert failures == []


def tried(operation, token, times, known):
    """What is wrong with the answers to so many requests to one operation; half of them are about
    something that is there."""
    found = []
    fitting, unfitting = (operation.as_strategy(mode) for mode in GenerationMode)

    @settings(
        max_examples=times, database=None, deadline=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(fitting | unfitting, some.none() | some.sampled_from(known))
    def one(case, reference):
        if reference and "reference" in (case.path_parameters or {}):
            case.path_parameters["reference"] = reference
        answer = case.call(headers=token)
        try:
            case.validate_response(answer, checks=CHECKS)
        except BaseExceptionGroup as several:
            sent = f"{case.method} {answer.request.url}, {answer.status_code}"
            found.extend(f"{operation.label}, {sent}: {error}" for error in several.exceptions)

    one()
    return found
