"""Exemptions from dues: given for a reason, by somebody else, and told to the trail."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.errors import Forbidden, Invalid
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Member
from sigma_finance.services.members import exemptions
from tests.people import People, open_chapter

REGULAR, ALUMNI, EXEMPT = MemberClass.REGULAR, MemberClass.ALUMNI, MemberClass.EXEMPT


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


class TestAReason:
    def test_is_asked_for_of_the_exempt_alone(self) -> None:
        assert exemptions.reason(EXEMPT, "  Studies   abroad ") == "Studies abroad"
        assert exemptions.reason(REGULAR, "Studies abroad") == ""
        for missing in ("", "x" * 301):
            with pytest.raises(Invalid) as refusal:
                exemptions.reason(EXEMPT, missing)
            assert refusal.value.field == "exempt_because"


class TestOnesOwn:
    def test_is_given_by_another_officer(self, people: People) -> None:
        member = db.session.get_one(Member, people.treasurer.member_id)
        own = Actor(ActorKind.PERSON, people.treasurer.user_id, people.treasurer.member_id)
        with pytest.raises(Forbidden, match="nobody exempts themselves"):
            exemptions.check_own(member, by=own)
        exemptions.check_own(member, by=Actor(ActorKind.PERSON, None, people.admin.member_id))


class TestTheTrail:
    @pytest.mark.parametrize(
        ("before", "after", "action", "details"),
        [
            (REGULAR, EXEMPT, Action.MEMBER_EXEMPTED, {"before": "regular"}),
            (EXEMPT, ALUMNI, Action.EXEMPTION_ENDED, {"after": "alumni"}),
            (REGULAR, ALUMNI, None, None),
            (EXEMPT, EXEMPT, None, None),
        ],
    )
    def test_says_who_became_exempt_and_who_is_no_longer(
        self,
        people: People,
        before: MemberClass,
        after: MemberClass,
        action: Action | None,
        details: dict[str, str] | None,
    ) -> None:
        @transactional
        def change() -> None:
            member = db.session.get_one(Member, people.member.member_id)
            member.member_class = after
            exemptions.tell(member, before, by=Actor(ActorKind.OPERATOR))

        change()
        db.session.rollback()
        written = [(line.action, line.details) for line in db.session.query(AuditEvent)]
        assert written == ([(action, details)] if action else [])
