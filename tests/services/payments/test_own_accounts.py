"""A chapter's own account, at its officers' word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from sandbox import Fault, Sandbox
from sigma_finance.database.scopes import for_chapter
from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, ConnectedAccount, Member, OutboxMessage
from sigma_finance.services.payments import own_accounts
from tests.people import People, Person, open_chapter
from tests.services.payments.owning import connected, newest


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def acting(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.user_id, person.member_id)


def use(people: People, by: Person) -> None:
    own_accounts.use(chapter_id=people.chapter_id, account_id=newest(people.chapter_id).id, by=acting(by))


def paid_on(people: People) -> str:
    db.session.rollback()
    return db.session.get_one(Chapter, people.chapter_id).stripe_account


class TestConnecting:
    def test_leads_to_stripes_pages_and_back(self, people: People, sandbox: Sandbox) -> None:
        address = own_accounts.connect(chapter_id=people.chapter_id, by=acting(people.admin))
        known = newest(people.chapter_id)
        assert address.startswith(f"{sandbox.settings.public_url}/connect/{known.account}/")
        assert (known.state, known.name) == (AccountState.SETTING_UP, people.name)
        assert known.connected_by_member_id == people.admin.member_id
        with sandbox.bench.looking() as work:
            assert work.aside(known.account or "")["return_url"].endswith(
                f"/c/{people.slug}/treasurer/settings/stripe?back={known.id}"
            )
        assert paid_on(people) == ""

    def test_goes_on_with_the_account_begun(self, people: People, sandbox: Sandbox) -> None:
        first = connected(people.chapter_id, sandbox, by=acting(people.admin), finished=False)
        assert connected(people.chapter_id, sandbox, by=acting(people.admin), finished=False) == first
        assert len(sandbox.every("account")) == 1

    def test_opens_one_account_though_its_answer_was_lost(self, people: People, sandbox: Sandbox) -> None:
        sandbox.fault(Fault(path="/stripe/v1/accounts", kind="drop", moment="after", times=3))
        with pytest.raises(Unavailable):
            own_accounts.connect(chapter_id=people.chapter_id, by=acting(people.admin))
        assert newest(people.chapter_id).state is AccountState.ASKED
        connected(people.chapter_id, sandbox, by=acting(people.admin))
        assert len(sandbox.every("account")) == 1
        assert db.session.scalar(select(func.count()).select_from(ConnectedAccount)) == 1

    def test_tells_the_other_officers_and_the_trail(self, people: People, sandbox: Sandbox) -> None:
        connected(people.chapter_id, sandbox, by=acting(people.admin), finished=False)
        told = [one.to_email for one in db.session.query(OutboxMessage).filter_by(kind="stripe_account")]
        assert told == [people.treasurer.email]
        actions = set(db.session.scalars(select(AuditEvent.action)))
        assert Action.ACCOUNT_CONNECTED.value in actions


class TestUsing:
    def test_takes_another_officer_than_who_connected(self, people: People, sandbox: Sandbox) -> None:
        account = connected(people.chapter_id, sandbox, by=acting(people.admin))
        with pytest.raises(Forbidden, match="Another officer"):
            use(people, people.admin)
        assert paid_on(people) == ""
        use(people, people.treasurer)
        assert paid_on(people) == account

    def test_is_for_who_connected_where_nobody_else_decides(self, people: People, sandbox: Sandbox) -> None:
        db.session.get_one(Member, people.treasurer.member_id).status = MemberStatus.INACTIVE
        db.session.commit()
        account = connected(people.chapter_id, sandbox, by=acting(people.admin))
        use(people, people.admin)
        assert paid_on(people) == account

    def test_is_not_for_an_officer_made_by_who_connected(
        self, people: People, sandbox: Sandbox, monkeypatch: Any
    ) -> None:
        connected(people.chapter_id, sandbox, by=acting(people.admin))
        refusal = own_accounts.why_may_not(
            chapter_id=people.chapter_id,
            connected_by=people.admin.member_id,
            by=acting(people.secretary),
        )
        assert refusal

    def test_waits_until_stripe_takes_payments(self, people: People, sandbox: Sandbox) -> None:
        connected(people.chapter_id, sandbox, by=acting(people.admin), finished=False)
        with pytest.raises(Conflict, match="Finish its set-up"):
            use(people, people.treasurer)

    def test_reaches_no_account_of_another_chapter(self, people: People, sandbox: Sandbox) -> None:
        other = open_chapter("other", "Other")
        connected(other.chapter_id, sandbox, by=acting(other.admin))
        with pytest.raises(NotFound):
            own_accounts.use(
                chapter_id=people.chapter_id,
                account_id=newest(other.chapter_id).id,
                by=acting(people.treasurer),
            )

    def test_again_after_it_was_stopped(self, people: People, sandbox: Sandbox) -> None:
        account = connected(people.chapter_id, sandbox, by=acting(people.admin))
        use(people, people.treasurer)
        own_accounts.stop(
            chapter_id=people.chapter_id, account_id=newest(people.chapter_id).id, by=acting(people.admin)
        )
        assert paid_on(people) == ""
        assert newest(people.chapter_id).stopped_at is not None
        with pytest.raises(Conflict, match="not paid on this account"):
            own_accounts.stop(
                chapter_id=people.chapter_id, account_id=newest(people.chapter_id).id, by=acting(people.admin)
            )
        use(people, people.treasurer)
        assert (paid_on(people), newest(people.chapter_id).stopped_at) == (account, None)


class TestDisconnecting:
    def disconnect(self, people: People) -> None:
        own_accounts.disconnect(
            chapter_id=people.chapter_id, account_id=newest(people.chapter_id).id, by=acting(people.admin)
        )

    def test_is_for_an_account_that_is_not_used(self, people: People, sandbox: Sandbox) -> None:
        connected(people.chapter_id, sandbox, by=acting(people.admin))
        use(people, people.treasurer)
        with pytest.raises(Conflict, match="Stop using it first"):
            self.disconnect(people)

    def test_is_for_ever(self, people: People, sandbox: Sandbox) -> None:
        connected(people.chapter_id, sandbox, by=acting(people.admin))
        self.disconnect(people)
        assert newest(people.chapter_id).state is AccountState.GONE
        with pytest.raises(Conflict, match="Nothing can be asked"):
            self.disconnect(people)
        with pytest.raises(Conflict, match="was disconnected"):
            use(people, people.treasurer)

    def test_is_done_once_though_stripe_tells_of_it_meanwhile(
        self, people: People, sandbox: Sandbox, monkeypatch: Any
    ) -> None:
        account = connected(people.chapter_id, sandbox, by=acting(people.admin))
        ended = newest(people.chapter_id)
        sandbox.deauthorize(account)
        ended.state, ended.gone_at = AccountState.GONE, now()
        db.session.commit()
        own_accounts._end(chapter_id=people.chapter_id, account_id=ended.id, by=OPERATOR)
        gone = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "account.gone")
        assert db.session.scalar(gone) == 0

    def test_is_left_to_stripes_dashboard_where_the_deployment_cannot(
        self, people: People, sandbox: Sandbox, any_app: Flask, monkeypatch: Any
    ) -> None:
        connected(people.chapter_id, sandbox, by=acting(people.admin))
        monkeypatch.setitem(any_app.config, "STRIPE_CLIENT_ID", "")
        with pytest.raises(Conflict, match="dashboard"):
            self.disconnect(people)
        assert newest(people.chapter_id).state is AccountState.READY


class TestAnAccountThatTheOperatorGives:
    def test_is_kept_as_stripe_has_it(self, people: People, sandbox: Sandbox) -> None:
        account = connected(people.chapter_id, sandbox)
        known = newest(people.chapter_id).id
        assert own_accounts.adopt(chapter_id=people.chapter_id, account=account, by=OPERATOR) == known

    def test_is_no_other_chapters(self, people: People, sandbox: Sandbox) -> None:
        account = connected(people.chapter_id, sandbox)
        other = open_chapter("other", "Other")
        with pytest.raises(Invalid, match="another chapter"):
            own_accounts.adopt(chapter_id=other.chapter_id, account=account, by=OPERATOR)

    def test_is_no_other_chapters_whoever_can_see_it(self, people: People, sandbox: Sandbox) -> None:
        account = connected(people.chapter_id, sandbox)
        other = open_chapter("other", "Other")
        with for_chapter(other.chapter_id), pytest.raises(Invalid, match="another chapter"):
            own_accounts.adopt(chapter_id=other.chapter_id, account=account, by=OPERATOR)

    def test_comes_back_after_it_was_let_go_of(self, people: People, sandbox: Sandbox) -> None:
        with sandbox.bench.changing(account="") as work:
            from sandbox.stripe import connect

            account = connect.create(work, {"type": "standard"})["id"]
        made = own_accounts.adopt(chapter_id=people.chapter_id, account=account, by=OPERATOR)
        known = db.session.get_one(ConnectedAccount, made)
        known.state, known.gone_at = AccountState.GONE, now()
        db.session.commit()
        assert own_accounts.adopt(chapter_id=people.chapter_id, account=account, by=OPERATOR) == made
        assert newest(people.chapter_id).state is AccountState.SETTING_UP


class TestANewOfficer:
    def test_has_to_wait_before_they_decide(self, people: People, sandbox: Sandbox) -> None:
        account = connected(people.chapter_id, sandbox, by=acting(people.admin))
        with time_machine.travel(now() + timedelta(days=30)):
            use(people, people.treasurer)
        assert paid_on(people) == account
