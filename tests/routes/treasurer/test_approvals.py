"""Waivers and reversals above the chapter's limit: asked for by one officer, done when another approves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.approvals import Act, ApprovalState
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, DomainError, Forbidden
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Approval, AuditEvent, Chapter, Member, OutboxMessage
from sigma_finance.queries.books import member_account
from sigma_finance.services import approvals
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.dues import batches, charges
from sigma_finance.services.logins import logins
from sigma_finance.services.payments import reversing
from tests.at_once import at_once
from tests.harness.client import BrowserPage, Client
from tests.people import Person, add_person, signed_in
from tests.routes.house import ZONE, House, change, member_of, owe, pay_cash, payments_of

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
        assert all(isinstance(one, (Conflict, Forbidden)) for one in answers if isinstance(one, Exception))


def credit(house: House) -> None:
    """Ben has paid more than he owed."""
    owe(house.ben, 1000)
    pay_cash(house.ben, 16000)


class TestOtherWaysAboveTheLimit:
    def approve(self, app: Flask, ann: Person) -> None:
        browser = signed_in(app, ann)
        done = browser.follow(browser.submit(browser.get(PATH), action="/approve"))
        assert "Approved, and done." in done.words

    def test_a_charge_is_reversed_by_two(self, app: Flask, house: House, tess: Client, ann: Person) -> None:
        page = tess.get(f"/treasurer/charges/{charge_id(house)}/reverse")
        assert "have been asked" in tess.follow(tess.submit(page, {"reason": "Wrong"})).words
        assert member_of(house.ben).balance_minor == 20000
        assert (requests()[0].act, requests()[0].amount_minor) == (Act.CHARGE_REVERSAL, 20000)
        self.approve(app, ann)
        assert member_of(house.ben).balance_minor == 0

    def test_a_charge_that_was_paid_meanwhile_is_asked_for_anew(
        self, app: Flask, house: House, tess: Client, ann: Person
    ) -> None:
        page = tess.get(f"/treasurer/charges/{charge_id(house)}/reverse")
        tess.submit(page, {"reason": "Wrong"})
        charges.waive(
            chapter_id=house.ben.chapter_id,
            charge_id=requests()[0].subject_id,
            amount_minor=5000,
            reason="Meanwhile",
            by=actor(ann),
        )
        browser = signed_in(app, ann)
        answer = browser.submit(browser.get(PATH), action="/approve", status=409)
        assert "has changed since this was asked" in answer.main
        assert requests()[0].state is ApprovalState.WAITING
        assert member_of(house.ben).balance_minor == 15000

    def test_charges_made_together_are_reversed_by_two(
        self, app: Flask, house: House, tess: Client, ann: Person
    ) -> None:
        whom = [house.ada.member_id, house.ben.member_id]
        fine = charges.NewCharge(0, ChargeKind.FINE, "Missed meeting", 6000, today_in(ZONE))
        batch = batches.charge_many(
            chapter_id=house.ben.chapter_id, member_ids=whom, request=fine, by=actor(house.tess)
        )
        page = tess.get(f"/treasurer/charges/batches/{batch}/reverse")
        assert "have been asked" in tess.follow(tess.submit(page, {"reason": "Wrong"})).words
        assert member_of(house.ada).balance_minor == 6000
        self.approve(app, ann)
        assert member_of(house.ada).balance_minor == member_of(house.ben).balance_minor == 0

    def test_credit_is_paid_back_by_two(self, app: Flask, house: House, tess: Client, ann: Person) -> None:
        credit(house)
        page = tess.get(f"/treasurer/members/{house.ben.member_id}/payout")
        said = tess.follow(tess.submit(page, {"amount": "150.00", "method": "cash"})).words
        assert "have been asked" in said
        assert member_of(house.ben).credit_minor == 15000
        self.approve(app, ann)
        assert member_of(house.ben).credit_minor == 0
        assert Action.CREDIT_PAID_BACK in [line.action for line in db.session.query(AuditEvent)]

    def test_what_two_decided_counts_no_further(
        self, app: Flask, house: House, tess: Client, ann: Person
    ) -> None:
        waive(tess, house, "150.00")
        self.approve(app, ann)
        tess.submit(
            tess.get(f"/treasurer/charges/{requests()[0].subject_id}/waive"),
            {"amount": "50.00", "reason": "More"},
        )
        assert member_of(house.ben).balance_minor == 0


class TestTheLimitItself:
    def save(self, browser: Client, amount: str, *, status: int = 303) -> BrowserPage:
        page = browser.get("/treasurer/settings")
        return browser.submit(page, {"second_person_above_minor": amount}, status=status)

    def limit_minor(self, house: House) -> int:
        db.session.rollback()
        kept = db.session.get_one(Chapter, house.tess.chapter_id).policy
        return int(kept["second_person_above_minor"])

    @pytest.mark.parametrize(("wanted", "becomes"), [("500.00", 50000), ("", 0)])
    def test_is_raised_or_lifted_by_two(
        self, app: Flask, house: House, tess: Client, ann: Person, wanted: str, becomes: int
    ) -> None:
        admin = signed_in(app, ann)
        assert "have been asked to approve that" in admin.follow(self.save(admin, wanted)).words
        assert self.limit_minor(house) == 10000
        tess.submit(tess.get(PATH), action="/approve")
        assert self.limit_minor(house) == becomes

    def test_is_lowered_by_one(self, app: Flask, house: House, ann: Person) -> None:
        self.save(signed_in(app, ann), "50.00")
        assert self.limit_minor(house) == 5000

    def test_takes_two_officers_to_be_set(self, app: Flask, house: House, ann: Person) -> None:
        admin = signed_in(app, ann)
        db.session.get_one(Chapter, house.tess.chapter_id).policy = {}
        db.session.commit()
        change(house.tess, role=Role.MEMBER)
        refused = self.save(admin, "50.00", status=422)
        assert "takes two officers" in refused.errors()["second_person_above_minor"]
        change(house.tess, role=Role.TREASURER)
        self.save(admin, "50.00")
        assert self.limit_minor(house) == 5000


class TestAnOfficerWhoCannotApprove:
    def test_reads_why_and_has_no_button(self, app: Flask, house: House, tess: Client, ann: Person) -> None:
        waive(tess, house, "150.00")
        give_role(house, ann, Role.MEMBER)
        give_role(house, ann, Role.TREASURER)
        page = signed_in(app, ann).get(PATH)
        assert "Who asked made you an officer" in page.main
        assert [form for form in page.every("form") if "/approve" in form.get("action")] == []
        signed_in(app, ann).post(f"{PATH}/{requests()[0].id}/approve", status=403)

    def test_is_asked_nothing_where_nobody_can(self, house: House, tess: Client, ann: Person) -> None:
        give_role(house, ann, Role.MEMBER)
        give_role(house, ann, Role.TREASURER)
        assert "no other officer can approve it now" in waive(tess, house, "150.00", status=422).main
        assert requests() == []


@transactional
def give_role(house: House, person: Person, role: Role) -> None:
    """Tess gives somebody a role."""
    member = db.session.get_one(Member, person.member_id)
    logins.give_role(member, role, by=actor(house.tess), by_name=house.tess.name)
