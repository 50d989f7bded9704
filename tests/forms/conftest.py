"""Forms need a request, and nothing else of the application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.forms.filling import Filler


@pytest.fixture
def fill() -> Iterator[Filler]:
    with ExitStack() as until:
        yield Filler(until)
