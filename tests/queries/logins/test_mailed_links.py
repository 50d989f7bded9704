"""Links that were mailed for a login, each good once and for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.extensions import db
from sigma_finance.models import AccountLink, User
from sigma_finance.queries.logins import mailed_links
from tests import rows
from tests.people import People, open_chapter

RESET, NEW_ADDRESS = LinkPurpose.RESET, LinkPurpose.NEW_ADDRESS


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def link(people: People, mark: str = "a", purpose: LinkPurpose = RESET, hours: int = 1) -> int:
    return rows.keep(
        AccountLink(
            user_id=people.member.user_id,
            purpose=purpose,
            token_hash=mark,
            expires_at=now() + timedelta(hours=hours),
        )
    )


def works(mark: str = "a", purpose: LinkPurpose = RESET) -> bool:
    return mailed_links.find_link(purpose=purpose, token_hash=mark, at=now()) is not None


class TestALink:
    def test_works_for_its_purpose_until_it_expires(self, people: People) -> None:
        link(people, "a")
        link(people, "b", hours=-1)
        assert works("a")
        assert not works("a", NEW_ADDRESS)
        assert not works("b")
        assert not works("c")

    def test_works_once(self, people: People) -> None:
        link_id = link(people)
        assert mailed_links.use(link_id=link_id, at=now())
        assert not works()
        assert not mailed_links.use(link_id=link_id, at=now())

    def test_works_for_no_login_that_is_closed(self, people: People) -> None:
        link(people)
        db.session.get_one(User, people.member.user_id).is_active = False
        db.session.commit()
        assert not works()


class TestUsingUp:
    def test_takes_every_link_of_a_person_for_these_purposes(self, people: People) -> None:
        link(people, "a")
        link(people, "b", NEW_ADDRESS)
        mailed_links.use_up(user_id=people.admin.user_id, at=now(), purposes=[RESET])
        assert works("a")
        mailed_links.use_up(user_id=people.member.user_id, at=now(), purposes=[RESET])
        assert not works("a")
        assert works("b", NEW_ADDRESS)
