"""A borough, and programs that act for its people."""

import pytest
from django.test import Client
from tests.api.borough import BOROUGH, Program


@pytest.fixture
def borough(founded):
    """Two folders in Finance and one in Personnel, with a record in each."""
    return founded(BOROUGH)


@pytest.fixture
def as_(borough):
    """The program that acts for the person with this user name."""

    def program(username):
        token = borough.tokens.get(username)
        return Program(Client(raise_request_exception=False), token)

    return program
