"""Whom a chapter's pages know of, and how anybody is searched."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Member, User
from sigma_finance.queries.people import finds, known
from tests.books import open_books
from tests.dues import change
from tests.people import People, add_person, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    made = open_chapter()
    for number, name in enumerate(("Élodie Núñez", "Søren Groß", "김민수")):
        add_person(made.chapter_id, name, f"{number}.found@example.org")
    return made


def found(people: People, text: str) -> list[str]:
    statement = select(Member.name).where(
        known(people.chapter_id), finds(text, Member.folded_name, Member.email, Member.phone)
    )
    return sorted(db.session.scalars(statement))


class TestAMember:
    def test_is_known_to_their_chapter_until_their_import_is_undone(self, any_app: Flask) -> None:
        books, _ = open_books(members=3), open_books()
        change(books.members[1], status=MemberStatus.INACTIVE)
        change(books.members[2], status=MemberStatus.REMOVED)
        found = db.session.scalars(select(Member.id).where(known(books.chapter_id)).order_by(Member.id))
        assert list(found) == books.members[:2]


class TestASearch:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("elodie", "Élodie Núñez"),
            ("nunez", "Élodie Núñez"),
            ("NÚÑEZ éLO", "Élodie Núñez"),
            ("gross soren", "Søren Groß"),
            ("GROSS", "Søren Groß"),
            ("민수", "김민수"),
            ("0.found", "Élodie Núñez"),
        ],
    )
    def test_finds_a_name_however_it_is_written(self, people: People, text: str, name: str) -> None:
        assert found(people, text) == [name]

    def test_for_nothing_finds_everybody(self, people: People) -> None:
        assert len(found(people, " ")) == 7

    @pytest.mark.parametrize("text", ["%", "_", "'", "´"])
    def test_for_a_sign_finds_whom_it_stands_in(self, people: People, text: str) -> None:
        assert found(people, text) == []


class TestANameThatChanges:
    def test_is_found_as_it_is_now(self, people: People) -> None:
        member = db.session.get_one(Member, people.member.member_id)
        member.name = "Ñandú"
        db.session.commit()
        assert found(people, "nandu") == ["Ñandú"]

    def test_is_kept_for_logins_too(self, people: People) -> None:
        db.session.add(User(name="Žofie", email="z@example.org"))
        db.session.commit()
        assert db.session.scalar(select(User.folded_name).where(User.email == "z@example.org")) == "zofie"
