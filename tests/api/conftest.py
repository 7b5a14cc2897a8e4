"""A borough, and programs that act for its people."""

import pytest
from django.test import Client
from tests.api.borough import Program, build, file, open_folder


@pytest.fixture
def borough(db, body):
    """Two folders in Finance and one in Personnel, with a record in each."""
    made = build()
    for name, file_class in (("open", "FIN/OPEN"), ("unit", "FIN/UNIT"), ("hr", "HR/UNIT")):
        open_folder(made, name, file_class)
        file(made, name, name)
    return made


@pytest.fixture
def as_(borough):
    """The program that acts for the person with this user name."""

    def program(username):
        token = borough.tokens.get(username)
        return Program(Client(raise_request_exception=False), token)

    return program
