"""Autopay set up on Stripe's page, and turned off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound, Unavailable
from sigma_finance.domain.payments.autopay import AutopayEndReason, MandateState
from sigma_finance.extensions import db
from sigma_finance.models import AutopayMandate
from sigma_finance.services.payments import autopay_setup
from tests.books import charge, open_books
from tests.services.payments.autopay_member import START, WHO, AutopayMember


@pytest.fixture
def term(any_app: Flask, sandbox: Sandbox) -> Iterator[AutopayMember]:
    with time_machine.travel(START, tick=False) as clock:
        yield AutopayMember(open_books(members=2), sandbox, clock)


class TestSettingUp:
    def test_keeps_the_consent_with_its_time_and_address(self, term: AutopayMember) -> None:
        term.turn_on()
        mandate = term.last()
        assert mandate.state is MandateState.ACTIVE
        assert mandate.label == "Visa ending 4242"
        assert (mandate.exp_month, mandate.exp_year) == (12, 2034)
        assert "Test Chapter" in mandate.consent
        assert mandate.consented_ip == "203.0.113.7"
        assert mandate.consented_at == now()
        assert term.kinds() == ["autopay_on"]

    def test_is_on_once_however_often_it_is_told(self, term: AutopayMember) -> None:
        term.turn_on()
        autopay_setup.settle_return(
            chapter_id=term.books.chapter_id, member_id=term.member_id, reference=term.last().reference
        )
        assert term.kinds() == ["autopay_on"]

    def test_keeps_nothing_while_the_page_is_open(self, term: AutopayMember) -> None:
        autopay_setup.begin_setup(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        assert not autopay_setup.settle_return(
            chapter_id=term.books.chapter_id, member_id=term.member_id, reference=term.last().reference
        )
        assert term.last().state is MandateState.STARTED

    def test_is_a_members_own(self, term: AutopayMember) -> None:
        term.turn_on()
        with pytest.raises(NotFound):
            autopay_setup.settle_return(
                chapter_id=term.books.chapter_id,
                member_id=term.books.members[1],
                reference=term.last().reference,
            )

    def test_again_replaces_the_method_of_the_same_customer(self, term: AutopayMember) -> None:
        term.turn_on()
        first = term.last()
        customer = first.stripe_customer_id
        term.turn_on("5555555555554444")
        assert term.last().label == "Mastercard ending 4444"
        assert term.last().stripe_customer_id == customer
        assert db.session.get_one(AutopayMandate, first.id).ending is AutopayEndReason.REPLACED

    def test_says_so_while_stripe_is_away(self, term: AutopayMember) -> None:
        term.sandbox.fault(Fault("/stripe/v1/customers", status=500, times=9))
        with pytest.raises(Unavailable):
            autopay_setup.begin_setup(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        term.sandbox.clear_faults()


class TestTurningOff:
    def test_charges_nothing_more(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        autopay_setup.turn_off(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        autopay_setup.turn_off(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        term.day(4)
        assert term.payments() == []
        assert term.kinds()[-1] == "autopay_ended"

    def test_happens_when_the_last_method_is_removed_in_the_portal(self, term: AutopayMember) -> None:
        term.turn_on()
        term.sandbox.let_go(term.last().stripe_method_id or "")
        autopay_setup.refresh(chapter_id=term.books.chapter_id, member_id=term.member_id)
        assert term.last().ending is AutopayEndReason.REMOVED
