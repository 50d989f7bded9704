"""The books hold after every test here."""

from tests.harness.holding import _the_books_hold as _the_books_hold
