"""What a member was told, shown in the app as well."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import db, setting
from sigma_finance.models import Member
from sigma_finance.services.messages import notices
from sigma_finance.services.messages.notices import Notice
from tests import rows
from tests.people import People, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def told(people: People, kind: str, **context: Any) -> Notice:
    """The notice that a message becomes."""
    facts = {"member_id": people.member.member_id, "in_app": True, "context": context}
    rows.message(people.chapter_id, kind, **facts)
    return notices.latest(chapter_id=people.chapter_id, member_id=people.member.member_id)[0]


class TestANotice:
    def test_leads_where_its_message_does_without_its_chapter(self, people: People) -> None:
        found = told(people, "receipt", receipt_url=setting("BASE_URL") + "/c/sds/payments/P-1/receipt")
        assert (found.href, found.is_read) == ("/payments/P-1/receipt", False)

    @pytest.mark.parametrize(
        ("kind", "context", "href"),
        [
            ("due_soon", {}, "/payments/pay"),
            ("due_soon", {"review_url": "https://elsewhere.example/x"}, "/payments/pay"),
            ("role_changed", {}, ""),
        ],
    )
    def test_of_a_reminder_leads_to_paying(
        self, people: People, kind: str, context: dict[str, str], href: str
    ) -> None:
        assert told(people, kind, **context).href == href

    def test_of_a_kind_that_is_gone_is_named_by_it(self, people: People) -> None:
        assert told(people, "old_thing").title == "Old thing"

    def test_is_read_once_the_list_was_opened(self, people: People) -> None:
        told(people, "receipt")
        notices.mark_read(chapter_id=people.chapter_id, member_id=people.member.member_id)
        (found,) = notices.latest(chapter_id=people.chapter_id, member_id=people.member.member_id)
        assert found.is_read


class TestChoosing:
    def test_mutes_what_is_not_wanted(self, people: People) -> None:
        wanted = {Topic.PAYMENTS, Topic.WEEKLY}
        notices.choose(chapter_id=people.chapter_id, member_id=people.member.member_id, wanted=wanted)
        db.session.rollback()
        assert db.session.get_one(Member, people.member.member_id).muted == ["plans", "reminders"]
        assert db.session.get_one(Member, people.admin.member_id).muted == []
