"""Waivers and reversals above the chapter's limit: asked for by one officer, done when another approves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.approvals import ApprovalState
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, DomainError, Forbidden
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Approval, AuditEvent, Chapter, OutboxMessage
from sigma_finance.queries.books import member_account
from sigma_finance.services import approvals
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.dues import charges
from sigma_finance.services.payments import reversing
from tests.at_once import at_once
from tests.harness.client import BrowserPage, Client
from tests.people import Person, add_person, signed_in
from tests.routes.house import House, change, member_of, owe, pay_cash, payments_of

PATH = "/treasurer/approvals"


@pytest.fixture(autouse=True)
def limit(house: House) -> None:
    db.session.get_one(Chapter, house.tess.chapter_id).policy = Policy(second_person_above_minor=10000).kept()
    db.session.commit()


@pytest.fixture
def ann(house: House) -> Person:
    return add_person(house.tess.chapter_id, "Ann Admin", "ann@example.org", Role.ADMIN)


def actor(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.user_id, person.member_id)


def charge_id(house: House) -> int:
    owe(house.ben, 20000)
    return member_account.charges(chapter_id=house.ben.chapter_id, member_id=house.ben.member_id)[0].id


def waive(tess: Client, house: House, amount: str, *, status: int = 303) -> BrowserPage:
    page = tess.get(f"/treasurer/charges/{charge_id(house)}/waive")
    return tess.submit(page, {"amount": amount, "reason": "A scholarship"}, status=status)


def requests() -> list[Approval]:
    db.session.rollback()
    return db.session.query(Approval).order_by(Approval.id).all()


def mails(kind: str) -> list[str]:
    return [one.to_email for one in db.session.query(OutboxMessage).filter_by(kind=kind)]


class TestAWaiver:
    def test_up_to_the_limit_is_done_at_once(self, house: House, tess: Client, ann: Person) -> None:
        waive(tess, house, "100.00")
        assert member_of(house.ben).balance_minor == 10000
        assert requests() == []

    def test_above_it_waits_for_another_officer(self, house: House, tess: Client, ann: Person) -> None:
        done = tess.follow(waive(tess, house, "100.01"))
        assert "have been asked to approve it" in done.words
        assert member_of(house.ben).balance_minor == 20000
        assert mails("approval_asked") == [ann.email]
        assert "1 request above the limit" in tess.get("/treasurer").main
        assert "Withdraw" in tess.get(PATH).main
        assert "Approve" not in [link.strip() for link in tess.get(PATH).links()]

    def test_that_waited_too_long_can_be_closed_and_not_approved(
        self, app: Flask, house: House, tess: Client, ann: Person
    ) -> None:
        waive(tess, house, "150.00")
        db.session.query(Approval).one().created_at = now() - timedelta(days=31)
        db.session.commit()
        browser = signed_in(app, ann)
        assert "1 request above the limit" in browser.get("/treasurer").main
        page = browser.get(PATH)
        assert "Asked too long ago to be approved" in page.main
        assert [form for form in page.every("form") if form.get("action").endswith("/approve")] == []
        assert any(at.endswith("/decline") for at in page.links().values())

    def test_is_done_when_another_officer_approves(
        self, app: Flask, house: House, tess: Client, ann: Person
    ) -> None:
        waive(tess, house, "150.00")
        browser = signed_in(app, ann)
        done = browser.follow(browser.submit(browser.get(PATH), action="/approve"))
        assert "Approved, and done." in done.words
        assert member_of(house.ben).balance_minor == 5000
        [made] = requests()
        assert (made.state, made.decided_by_member_id) == (ApprovalState.APPROVED, ann.member_id)
        assert mails("approval_decided") == [house.tess.email]
        actions = [line.action for line in db.session.query(AuditEvent)]
        assert {Action.APPROVAL_ASKED, Action.APPROVAL_APPROVED, Action.CHARGE_WAIVED} <= set(actions)

    def test_is_not_approved_by_who_asked(self, house: House, tess: Client, ann: Person) -> None:
        waive(tess, house, "150.00")
        tess.post(f"{PATH}/{requests()[0].id}/approve", status=403)
        assert member_of(house.ben).balance_minor == 20000

    def test_is_refused_where_there_is_no_other_officer(self, house: House, tess: Client) -> None:
        assert "no other officer" in waive(tess, house, "150.00", status=422).main
        assert requests() == []

    def test_that_fits_no_longer_says_so_and_goes_on_waiting(
        self, app: Flask, house: House, tess: Client, ann: Person
    ) -> None:
        waive(tess, house, "150.00")
        pay_cash(house.ben, 15000)
        browser = signed_in(app, ann)
        browser.submit(browser.get(PATH), action="/approve", status=422)
        assert requests()[0].state is ApprovalState.WAITING

    def test_is_declined_with_a_word_or_withdrawn(
        self, app: Flask, house: House, tess: Client, ann: Person
    ) -> None:
        waive(tess, house, "150.00")
        path = f"{PATH}/{requests()[0].id}/decline"
        browser = signed_in(app, ann)
        assert browser.submit(browser.get(path), {"reason": ""}, status=422).errors()["reason"]
        browser.submit(browser.get(path), {"reason": "Too much at once"})
        assert requests()[0].state is ApprovalState.DECLINED
        assert "Too much at once" in tess.get(PATH).main
        tess.submit(tess.get(path), {"reason": "Again"}, status=422)
        page = tess.get(f"/treasurer/charges/{requests()[0].subject_id}/waive")
        tess.submit(page, {"amount": "150.00", "reason": "A scholarship"})
        tess.submit(tess.get(f"{PATH}/{requests()[1].id}/decline"), {"reason": "Not now"})
        assert requests()[1].state is ApprovalState.WITHDRAWN

    def test_is_not_approved_by_whose_money_it_is(
        self, app: Flask, house: House, tess: Client, ann: Person
    ) -> None:
        waive(tess, house, "150.00")
        change(house.ben, role=Role.TREASURER)
        signed_in(app, house.ben).post(f"{PATH}/{requests()[0].id}/approve", status=403)
        assert requests()[0].state is ApprovalState.WAITING

    def test_that_is_too_old_is_declined_and_asked_anew(
        self, app: Flask, house: House, tess: Client, ann: Person
    ) -> None:
        waive(tess, house, "150.00")
        requests()[0].created_at = now() - timedelta(days=31)
        db.session.commit()
        browser = signed_in(app, ann)
        browser.post(f"{PATH}/{requests()[0].id}/approve", status=409)
        browser.submit(browser.get(f"{PATH}/{requests()[0].id}/decline"), {"reason": "Too old"})
        assert requests()[0].state is ApprovalState.DECLINED

    def test_is_asked_for_once(self, house: House, tess: Client, ann: Person) -> None:
        waive(tess, house, "150.00")
        page = tess.get(f"/treasurer/charges/{requests()[0].subject_id}/waive")
        again = tess.submit(page, {"amount": "160.00", "reason": "More"}, status=422)
        assert "asked already" in again.main
        assert len(requests()) == 1

    def test_cannot_slip_past_the_page(self, house: House, ann: Person) -> None:
        with pytest.raises(NeedsSecond):
            charges.waive(
                chapter_id=house.ben.chapter_id,
                charge_id=charge_id(house),
                amount_minor=15000,
                reason="Quietly",
                by=actor(house.tess),
            )


class TestAReversal:
    def test_above_the_limit_waits_and_is_done_by_another(
        self, app: Flask, house: House, tess: Client, ann: Person
    ) -> None:
        owe(house.ben, 20000)
        pay_cash(house.ben, 20000)
        [paid] = payments_of(house.ben)
        tess.submit(tess.get(f"/treasurer/payments/{paid.reference}/reverse"), {"reason": "Typed twice"})
        assert payments_of(house.ben)[0].state is PaymentState.SUCCEEDED
        browser = signed_in(app, ann)
        browser.submit(browser.get(PATH), action="/approve")
        assert payments_of(house.ben)[0].state is PaymentState.REVERSED
        assert member_of(house.ben).balance_minor == 20000

    def test_cannot_slip_past_the_page(self, house: House, ann: Person) -> None:
        owe(house.ben, 20000)
        pay_cash(house.ben, 20000)
        with pytest.raises(NeedsSecond):
            reversing.reverse(
                chapter_id=house.ben.chapter_id,
                payment_id=payments_of(house.ben)[0].id,
                reason="Quietly",
                by=actor(house.tess),
            )


class TestDecidingAtOnce:
    def test_has_one_effect(self, app: Flask, house: House, tess: Client, ann: Person) -> None:
        waive(tess, house, "150.00")
        whose: dict[str, Any] = {"chapter_id": house.ben.chapter_id, "approval_id": requests()[0].id}
        decide: list[Callable[[], Any]] = [partial(approvals.approve, **whose, by=actor(ann))] * 3
        decide += [partial(approvals.decline, **whose, reason="Not now", by=actor(house.tess))] * 3
        answers = at_once(app, decide)
        assert sum(isinstance(answer, DomainError) for answer in answers) == 5
        state = requests()[0].state
        assert state in (ApprovalState.APPROVED, ApprovalState.WITHDRAWN)
        left = 5000 if state is ApprovalState.APPROVED else 20000
        assert member_of(house.ben).balance_minor == left
        assert all(isinstance(one, (Conflict, Forbidden)) for one in answers if one is not None)
