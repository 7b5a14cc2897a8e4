"""Every operation of the API, read from the resolver."""

from muniment.api.urls import api


def operations():
    """Each operation as (method, path, function behind it)."""
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for one in view.operations:
                for method in one.methods:
                    yield method, path, one


def changing():
    """(method, path) of every operation that can change something."""
    return {(method, path) for method, path, _ in operations() if method != "GET"} - READING


def reading():
    """(method, path) of every operation that only reads."""
    return {(method, path) for method, path, _ in operations() if method == "GET"} | READING


READING = {("POST", "/audit/verification"), ("POST", "/titles/try"), ("POST", "/suggestions")}
