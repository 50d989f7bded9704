"""The books hold after every test here."""

from tests.harness.holding import _the_books_hold

__all__ = ["_the_books_hold"]
