"""Who decides: another officer about one's own money, and a second one above the limit."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.errors import Forbidden
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member
from sigma_finance.services import deciding
from sigma_finance.services.deciding import NeedsSecond
from tests.people import People, open_chapter

PERSON = Actor(ActorKind.PERSON, 1, 1)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def alone(people: People, by: int | None) -> bool:
    return deciding.decides_alone(
        chapter_id=people.chapter_id,
        member_id=people.treasurer.member_id,
        permission=Permission.RECORD_MONEY,
        by=Actor(ActorKind.PERSON, None, by),
        refusal="Ask another officer.",
    )


class TestOnesOwnMoney:
    def test_is_another_officers_to_decide(self, people: People) -> None:
        with pytest.raises(Forbidden, match="Ask another officer"):
            alone(people, people.treasurer.member_id)

    def test_is_ones_own_to_decide_where_there_is_no_other(self, people: People) -> None:
        db.session.get_one(Member, people.admin.member_id).status = MemberStatus.INACTIVE
        db.session.commit()
        assert alone(people, people.treasurer.member_id)

    def test_is_nobodys_own_where_another_decides(self, people: People) -> None:
        assert not alone(people, people.admin.member_id)
        assert not alone(people, None)


class TestTheLimit:
    @pytest.mark.parametrize(
        ("limit", "amount", "by", "approved", "needs"),
        [
            (10000, 10001, PERSON, False, True),
            (10000, 10000, PERSON, False, False),
            (10000, 10001, PERSON, True, False),
            (10000, 10001, OPERATOR, False, False),
            (0, 10001, PERSON, False, False),
        ],
    )
    def test_asks_for_a_second_person_above_it(
        self, limit: int, amount: int, by: Actor, approved: bool, needs: bool
    ) -> None:
        chapter = Chapter(policy=Policy(second_person_above_minor=limit).kept())
        if needs:
            with pytest.raises(NeedsSecond):
                deciding.require(chapter, amount_minor=amount, by=by, approved=approved)
        else:
            deciding.require(chapter, amount_minor=amount, by=by, approved=approved)
