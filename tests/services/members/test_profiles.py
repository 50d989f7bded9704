"""A person's own contact details, time zone and photo."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.errors import Invalid, NotFound
from sigma_finance.domain.members.requests import ProfileDetails
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Member, User
from sigma_finance.queries.members import photos
from sigma_finance.services.members import profiles
from tests.people import People, open_chapter
from tests.pictures import picture


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def change(people: People, **details: Any) -> list[str]:
    known = {"name": people.member.name, "phone": "", "timezone": ""}
    return profiles.change(
        chapter_id=people.chapter_id,
        member_id=people.member.member_id,
        details=ProfileDetails(**(known | details)),
        by=OPERATOR,
    )


def trail() -> list[tuple[str, Any]]:
    db.session.rollback()
    return [(line.action, line.details) for line in db.session.query(AuditEvent).order_by(AuditEvent.id)]


class TestChanging:
    def test_keeps_what_was_said_and_notes_which(self, people: People) -> None:
        changed = change(people, name="Ada  Byron", phone="404 555 0123", timezone="Europe/Paris")
        assert changed == ["name", "phone", "timezone"]
        member = db.session.get_one(Member, people.member.member_id)
        assert (member.name, member.phone) == ("Ada Byron", "404 555 0123")
        assert db.session.get_one(User, people.member.user_id).timezone == "Europe/Paris"
        assert trail() == [(Action.CONTACT_CHANGED, {"fields": changed})]

    def test_of_nothing_is_noted_nowhere(self, people: People) -> None:
        assert change(people) == []
        assert trail() == []

    @pytest.mark.parametrize(
        ("field", "value"),
        [("name", ""), ("phone", "call me"), ("timezone", "Mars/Olympus"), ("photo", b"no picture")],
    )
    def test_is_refused_for_what_cannot_be_taken(self, people: People, field: str, value: Any) -> None:
        with pytest.raises(Invalid) as refusal:
            change(people, **{field: value})
        assert refusal.value.field == field
        assert trail() == []


class TestAPhoto:
    def shown(self, people: People) -> bool:
        db.session.rollback()
        found = photos.find_photo(chapter_id=people.chapter_id, member_id=people.member.member_id)
        return bool(found and found.content)

    def test_is_shown_until_it_is_taken_off(self, people: People) -> None:
        assert change(people, photo=picture()) == ["photo"]
        assert self.shown(people)
        assert change(people, photo=picture()) == []
        assert change(people, photo=None) == []
        assert self.shown(people)
        assert change(people, photo=b"") == ["photo"]
        assert not self.shown(people)

    def test_is_taken_off_by_an_officer_once(self, people: People) -> None:
        change(people, photo=picture())

        def remove(chapter_id: int) -> None:
            profiles.remove_photo(chapter_id=chapter_id, member_id=people.member.member_id, by=OPERATOR)

        with pytest.raises(NotFound):
            remove(open_chapter("kr", "Kappa Rho").chapter_id)
        remove(people.chapter_id)
        assert not self.shown(people)
        with pytest.raises(NotFound, match="no photo"):
            remove(people.chapter_id)
        assert trail()[-1] == (Action.MEMBER_EDITED, {"fields": ["photo"]})
