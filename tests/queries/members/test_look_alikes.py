"""Who is on a chapter's member list under the name or the number of somebody else there."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.members.look_alikes import Somebody
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.queries.members import look_alikes
from tests.books import Books, open_books
from tests.dues import change


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=4)


def alike(books: Books, number: int, name: str, phone: str = "") -> list[int]:
    """Whom a member of this name and number looks like, by their number."""
    somebody = Somebody(books.members[number], name, phone)
    found = look_alikes.look_alikes(chapter_id=books.chapter_id, of=[somebody])
    return [books.members.index(one.id) for one in found.get(somebody.id, [])]


class TestSomebody:
    def test_looks_like_who_has_their_name_however_it_is_written(self, books: Books) -> None:
        change(books.members[1], name="Élodie Núñez")
        assert alike(books, 0, "elodie nunez") == [1]
        assert alike(books, 1, "Élodie Núñez") == []

    def test_looks_like_who_has_their_number_and_first_name(self, books: Books) -> None:
        change(books.members[1], name="Jordan Lee", phone="+1 (404) 555-0123")
        change(books.members[2], name="Casey Lee", phone="404.555.0123")
        assert alike(books, 0, "Jordan Park", "404 555 0123") == [1]

    def test_looks_like_nobody_of_another_number(self, books: Books) -> None:
        change(books.members[1], name="Jordan Lee", phone="404 555 0123")
        assert alike(books, 0, "Jordan Lee", "404 555 0199") == []
        assert alike(books, 0, "Jordan Lee") == [1]

    def test_looks_like_nobody_of_another_chapter_and_nobody_removed(self, books: Books) -> None:
        change(open_books().members[0], name="Jordan Lee")
        change(books.members[1], name="Jordan Lee", status=MemberStatus.REMOVED)
        assert alike(books, 0, "Jordan Lee") == []
        assert not look_alikes.is_name_known(chapter_id=books.chapter_id, name="Jordan Lee")


@pytest.mark.parametrize("written", ["Élodie Núñez", "elodie  NUNEZ"])
def test_a_name_is_known_however_it_is_written(books: Books, written: str) -> None:
    change(books.members[1], name="Élodie Núñez")
    assert look_alikes.is_name_known(chapter_id=books.chapter_id, name=written)


@pytest.mark.parametrize("written", ["+1 404 555 0123", "001 404 555-0123", "(404) 555.0123", "404/555/0123"])
def test_a_number_is_found_however_it_is_written(books: Books, written: str) -> None:
    change(books.members[1], name="Jordan Lee", phone=written)
    assert alike(books, 0, "Jordan Park", "404 555 0123") == [1]
