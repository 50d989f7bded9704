"""The officers' desk: a chapter with two members, its treasurer signed in, and the treasurer of another chapter."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.harness.client import Client
from tests.people import signed_in
from tests.routes.house import House
from tests.routes.treasurer.desk import build_desk


@pytest.fixture
def house(app: Flask) -> House:
    return build_desk()


@pytest.fixture
def tess(app: Flask, house: House) -> Client:
    return signed_in(app, house.tess)


@pytest.fixture
def stranger(app: Flask, house: House) -> Client:
    return signed_in(app, house.stranger)
