"""A member whose dues are charged by themselves, and the clock that stands until a test moves it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from sandbox import Sandbox
from tests.books import open_books
from tests.services.payments.autopay_member import START, AutopayMember


@pytest.fixture
def term(any_app: Flask, sandbox: Sandbox) -> Iterator[AutopayMember]:
    with time_machine.travel(START, tick=False) as clock:
        yield AutopayMember(open_books(members=2), sandbox, clock)
