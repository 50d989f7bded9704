"""A chapter with two members, on either database."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.books import Books, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    """A chapter with two members, whose books are empty."""
    return open_books()
