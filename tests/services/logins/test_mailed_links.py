"""Links that are mailed for a login."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.extensions import db, setting
from sigma_finance.models import AccountLink
from sigma_finance.queries.logins import mailed_links as queries
from sigma_finance.services.logins import mailed_links
from sigma_finance.services.logins.mailed_links import LinkGone
from tests.people import People, open_chapter

RESET = LinkPurpose.RESET


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def issue(people: People, purpose: LinkPurpose = RESET) -> str:
    """The token of a fresh link."""
    return mailed_links.issue(purpose=purpose, user_id=people.member.user_id).rpartition("/")[2]


class TestALink:
    @pytest.mark.parametrize(
        ("purpose", "path"),
        [
            (LinkPurpose.RESET, "reset"),
            (LinkPurpose.NEW_ADDRESS, "new-address"),
            (LinkPurpose.KEEP_ADDRESS, "keep-address"),
        ],
    )
    def test_begins_with_the_sites_own_address_and_keeps_a_hash_alone(
        self, people: People, purpose: LinkPurpose, path: str
    ) -> None:
        address = mailed_links.issue(purpose=purpose, user_id=people.member.user_id, email="a@example.org")
        start, _, token = address.rpartition("/")
        assert start == f"{setting('BASE_URL')}/auth/{path}"
        kept = db.session.query(AccountLink).one()
        assert token not in kept.token_hash
        assert kept.expires_at - kept.created_at == purpose.good_for
        assert kept.email == "a@example.org"

    def test_is_used_up_once_for_its_purpose(self, people: People) -> None:
        token = issue(people)
        with pytest.raises(LinkGone):
            mailed_links.use(purpose=LinkPurpose.NEW_ADDRESS, token=token)
        assert mailed_links.get_link(purpose=RESET, token=token).user_id == people.member.user_id
        mailed_links.use(purpose=RESET, token=token)
        for take in (mailed_links.use, mailed_links.get_link):
            with pytest.raises(LinkGone):
                take(purpose=RESET, token=token)

    def test_of_two_who_use_it_at_once_is_the_quickers(
        self, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token = issue(people)
        monkeypatch.setattr(queries, "use", lambda **_: False)
        with pytest.raises(LinkGone, match="a moment ago"):
            mailed_links.use(purpose=RESET, token=token)

    def test_ends(self, people: People) -> None:
        token = issue(people)
        with time_machine.travel(now() + RESET.good_for + timedelta(seconds=1)), pytest.raises(LinkGone):
            mailed_links.get_link(purpose=RESET, token=token)
