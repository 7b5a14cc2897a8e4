"""No operation is reached by accident, and the description says what the API does."""

import json
import re
import sys
from collections import Counter

import pytest
from django.test import Client
from ninja import NinjaAPI, Router, Schema
from tests.api.operations import operations

from muniment.api import door
from muniment.api import operation as registrar
from muniment.api.door import Bearer
from muniment.api.urls import urlpatterns
from muniment.foundation.access.types import Permission

# What only tells people about themselves. Everything else asks for a permission.
OWN = {("GET", "/me"), ("GET", "/me/tokens"), ("DELETE", "/me/tokens/{reference}")}
OWN |= {("GET", "/notices"), ("POST", "/notices/seen")}
OWN |= {("GET", "/notices/mail"), ("PUT", "/notices/mail"), ("GET", "/mailboxes/mine")}
# The library is for everybody who is signed in; what is limited in it is trimmed by the room.
OWN |= {("GET", "/library"), ("GET", "/library/{reference}")}
OWN |= {("POST", "/library/{reference}/open"), ("POST", "/library/{reference}/report")}
# Anybody reports an incident and does what is theirs to put right; lessons are for everybody.
OWN |= {("POST", "/incidents"), ("GET", "/incidents/mine"), ("GET", "/incidents/actions/mine")}
OWN |= {("POST", "/incidents/actions/{reference}/finish")}
OWN |= {("GET", "/lessons"), ("GET", "/lessons/{reference}")}
ALLOWED_FUNCTIONS = {"nothing_here", "openapi_json"}


def undeclared(found):
    """The operations that do not say who may reach them, or are not held to it."""
    return [
        (method, path)
        for method, path, one in found
        if not hasattr(one.view_func, "needs")
        or [type(door) for door in one.auth_callbacks] != [Bearer]
        or one.auth_callbacks[0].needs != one.view_func.needs
    ]


def test_every_operation_says_who_may_reach_it():
    assert undeclared(operations()) == []


def test_an_operation_that_does_not_say_so_is_noticed():
    router = Router()
    router.get("/hidden")(lambda request: {})
    other = NinjaAPI(urls_namespace="other")
    other.add_router("", router)
    (bound,) = [one for one in other._get_bound_routers() if one.path_operations]
    found = [("GET", path, view.operations[0]) for path, view in bound.path_operations.items()]
    assert undeclared(found) == [("GET", "/hidden")]


def test_only_what_is_about_oneself_asks_for_no_permission():
    bare = {(method, path) for method, path, one in operations() if not one.view_func.needs}
    assert bare == OWN


def test_every_address_goes_through_the_door_and_takes_no_session():
    assert len(urlpatterns) > 60
    for one in urlpatterns:
        assert one.callback.csrf_exempt
        assert one.callback.__wrapped__.__code__.co_filename == door.__file__, one


def test_whatever_changes_something_is_carried_out_once_for_its_key():
    reading = {("POST", "/audit/verification"), ("POST", "/titles/try"), ("POST", "/suggestions")}
    # content first, then one transaction
    own = {("POST", "/folders/{reference}/files"), ("POST", "/captures/brought")}
    own |= {("POST", "/folders/{reference}/conversations")}
    for method, path, one in operations():
        guarded = one.view_func.__code__.co_filename == registrar.__file__
        keyed = method != "GET" and (method, path) not in reading | own
        assert guarded == keyed, (method, path)


@pytest.mark.django_db
def test_the_description_is_openapi_and_names_every_operation():
    answer = Client().get("/api/v1/openapi.json")
    found = answer.json()
    assert answer.status_code == 200 and found["openapi"].startswith("3.1")
    described = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in found["paths"].items()
        for method in methods
    }
    assert described == {(m, re.sub(r"\{\w+:", "{", p)) for m, p, _ in operations()}
    known = {permission.value for permission in Permission}
    numbers = []
    for path, methods in found["paths"].items():
        for method, one in methods.items():
            numbers.append(one["operationId"])
            assert set(one["x-needs"]) <= known
            assert one["security"] and one["summary"], path
            assert "description" in one, (method, path)
    assert len(set(numbers)) == len(numbers)
    assert _missing_references(found) == []
    assert found["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"


def _missing_references(found):
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(found)))
    return sorted(named - set(found["components"]["schemas"]))


@pytest.mark.django_db
def test_there_is_no_page_with_scripts_of_others():
    for path in ("/api/v1/docs", "/api/v1/", "/api/v1/redoc"):
        assert Client().get(path).status_code == 404


def test_no_two_shapes_have_one_name():
    """Of two the description keeps one, and describes the other's answers wrongly."""
    found = Counter(
        one.__name__
        for name, module in sys.modules.items()
        if name.startswith("muniment.api.")
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Schema) and one.__module__ == name
    )
    assert len(found) > 60
    assert [name for name, times in found.items() if times > 1] == []
