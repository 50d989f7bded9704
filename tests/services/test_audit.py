"""The audit trail: one line for each change, chained per chapter."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import SYSTEM, Actor, ActorKind
from sigma_finance.domain.audit import Action, line_hash
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter
from sigma_finance.services import audit
from tests.people import People, open_chapter

WHO = Actor(ActorKind.PERSON, ip="1" * 60, user_agent="F" * 300)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


@transactional
def write(people: People, *, by: Actor = SYSTEM, fail: bool = False) -> None:
    for number in (1, 2):
        subject = ("invites", number)
        audit.record(Action.INVITE_REVOKED, chapter_id=people.chapter_id, subject=subject, by=by)
    if fail:
        raise ArithmeticError


def lines(people: People) -> list[AuditEvent]:
    db.session.rollback()
    chosen = db.session.query(AuditEvent).filter_by(chapter_id=people.chapter_id)
    return chosen.order_by(AuditEvent.sequence).all()


class TestALine:
    def test_is_written_with_its_change_and_numbered_in_its_chapter(self, people: People) -> None:
        others = open_chapter("kr", "Kappa Rho")
        write(people)
        write(others)
        write(people)
        assert [line.sequence for line in lines(people)] == [1, 2, 3, 4]
        assert [line.subject_id for line in lines(people)] == [1, 2, 1, 2]
        assert [line.sequence for line in lines(others)] == [1, 2]

    def test_covers_the_one_before(self, people: People) -> None:
        write(people)
        first, second = lines(people)
        assert second.previous_hash == first.hash == line_hash(first.previous_hash, audit.facts(first))
        chapter = db.session.get_one(Chapter, people.chapter_id)
        assert (chapter.audit_head, chapter.audit_sequence) == (second.hash, 2)

    def test_is_gone_with_a_change_that_failed(self, people: People) -> None:
        with pytest.raises(ArithmeticError):
            write(people, fail=True)
        assert lines(people) == []
        assert db.session.get_one(Chapter, people.chapter_id).audit_sequence == 0

    def test_says_from_where_as_far_as_it_fits(self, people: People) -> None:
        write(people, by=WHO)
        line = lines(people)[0]
        assert (line.ip, line.user_agent, line.actor) == ("1" * 45, "F" * 255, "person")

    def test_has_exactly_the_keys_of_its_action(self, people: People) -> None:
        with pytest.raises(ValueError, match="takes"):
            audit.record(
                Action.INVITE_REVOKED,
                chapter_id=people.chapter_id,
                subject=("invites", 1),
                by=SYSTEM,
                email="ada@example.org",
            )
