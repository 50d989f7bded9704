"""Autopay set up on Stripe's page, and turned off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from sandbox import Fault
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, NotFound, Unavailable
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.autopay import AutopayEndReason, MandateState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments import stripe
from sigma_finance.gateways.payments.types import SavedMethod, SetupRequest, SetupSession
from sigma_finance.models import AutopayMandate, Installment
from sigma_finance.services.payments import autopay_setup, verdicts
from tests.books import charge, member_of
from tests.services.payments.autopay_member import WHO, AutopayMember

MASTERCARD = SavedMethod("pm_other", "Mastercard ending 4444", False, 1, 2030)


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

    def test_again_makes_a_new_customer_where_stripe_has_deleted_the_one_it_knew(
        self, term: AutopayMember
    ) -> None:
        term.turn_on()
        gone = term.last().stripe_customer_id
        term.sandbox.delete_customer(gone or "")
        term.turn_on()
        assert (term.last().state, term.last().label) == (MandateState.ACTIVE, "Visa ending 4242")
        assert term.last().stripe_customer_id != gone

    def test_is_for_active_members_when_it_begins_and_when_it_ends(self, term: AutopayMember) -> None:
        whose = {"chapter_id": term.books.chapter_id, "member_id": term.member_id}
        url = autopay_setup.begin_setup(**whose, by=WHO)
        term.sandbox.save(url.rpartition("/")[2])
        member_of(term.member_id).status = MemberStatus.INACTIVE
        db.session.commit()
        assert not autopay_setup.settle_return(**whose, reference=term.last().reference)
        assert term.last().state is MandateState.STARTED
        with pytest.raises(Conflict, match="active members"):
            autopay_setup.begin_setup(**whose, by=WHO)

    def test_leads_nowhere_where_stripes_page_has_no_address(
        self, term: AutopayMember, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = stripe.create_setup_session

        def without_address(*, request: SetupRequest, idempotency_key: str) -> SetupSession:
            return replace(opened(request=request, idempotency_key=idempotency_key), url=None)

        monkeypatch.setattr(stripe, "create_setup_session", without_address)
        with pytest.raises(Conflict, match="This page is closed"):
            autopay_setup.begin_setup(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        assert term.last().state is MandateState.STARTED

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

    def test_is_not_undone_by_what_stripe_says_afterwards(self, term: AutopayMember) -> None:
        term.turn_on()
        autopay_setup.turn_off(chapter_id=term.books.chapter_id, member_id=term.member_id, by=WHO)
        ended = term.last()
        outcome = autopay_setup.take_over(reference=ended.reference, method=MASTERCARD)
        assert (outcome.verdict, outcome.changed) == (verdicts.Verdict.APPLIED, False)
        assert (term.last().state, term.last().label) == (MandateState.ENDED, "Visa ending 4242")


class TestWhatAPageKept:
    @pytest.fixture
    def saved(self, term: AutopayMember) -> SetupSession:
        """A page on which a card was kept, and of which nobody has told yet."""
        whose = {"chapter_id": term.books.chapter_id, "member_id": term.member_id}
        session_id = autopay_setup.begin_setup(**whose, by=WHO).rpartition("/")[2]
        term.sandbox.save(session_id)
        return stripe.get_setup_session(session_id=session_id)

    def test_is_charged_from_then_on(self, term: AutopayMember, saved: SetupSession) -> None:
        assert autopay_setup.finish_setup(setup=saved).verdict is verdicts.Verdict.APPLIED
        assert term.last().state is MandateState.ACTIVE

    def test_is_nothing_to_us_where_it_is_not_ours_or_of_the_other_mode(
        self, term: AutopayMember, saved: SetupSession
    ) -> None:
        for reference in ("A-NONE", None):
            strange = replace(saved, mandate_ref=reference)
            assert autopay_setup.finish_setup(setup=strange) == verdicts.NOT_OURS
        other = autopay_setup.finish_setup(setup=replace(saved, livemode=True))
        assert (other.verdict, "the other mode" in other.reason) == (verdicts.Verdict.QUARANTINED, True)
        assert term.last().state is MandateState.STARTED

    @pytest.mark.parametrize("came", [{"confirmation": "failed"}, {"status": "open"}, {"status": "expired"}])
    def test_is_nothing_where_the_page_has_failed_or_is_not_done(
        self, term: AutopayMember, saved: SetupSession, came: dict[str, Any]
    ) -> None:
        undone = replace(saved, method=None, **came)
        assert autopay_setup.finish_setup(setup=undone).verdict is verdicts.Verdict.APPLIED
        assert (term.last().state, term.kinds()) == (MandateState.STARTED, [])

    def test_is_looked_for_under_a_reference_that_there_is(self, term: AutopayMember) -> None:
        with pytest.raises(NotFound, match="no such autopay"):
            autopay_setup.settle_return(
                chapter_id=term.books.chapter_id, member_id=term.member_id, reference="A-NONE"
            )


class TestChangingTheMethod:
    def test_charges_the_other_one_from_then_on(self, term: AutopayMember) -> None:
        term.turn_on()
        autopay_setup.take_over(reference=term.last().reference, method=MASTERCARD)
        mandate = term.last()
        assert (mandate.state, mandate.label) == (MandateState.ACTIVE, "Mastercard ending 4444")
        assert (mandate.stripe_method_id, mandate.exp_month, mandate.exp_year) == ("pm_other", 1, 2030)

    def test_asks_stripe_of_nobody_who_is_not_on_autopay(self, term: AutopayMember) -> None:
        autopay_setup.refresh(chapter_id=term.books.chapter_id, member_id=term.member_id)
        assert term.sandbox.requests() == []

    def test_in_the_portal_is_for_who_keeps_something_there(self, term: AutopayMember) -> None:
        with pytest.raises(NotFound, match="Nothing of yours is kept at Stripe"):
            autopay_setup.open_portal(chapter_id=term.books.chapter_id, member_id=term.member_id)
        assert term.sandbox.requests() == []


class TestSkipping:
    def test_is_of_ones_own_and_of_what_autopay_charges(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=10)
        of_chapter = select(Installment.id).where(Installment.chapter_id == term.books.chapter_id)
        installment_id = db.session.scalars(of_chapter).one()
        term.turn_on(member_id=term.books.members[1])
        for member_id in term.books.members:
            with pytest.raises(NotFound, match="no such charge to skip"):
                autopay_setup.skip(
                    chapter_id=term.books.chapter_id,
                    member_id=member_id,
                    installment_id=installment_id,
                    by=WHO,
                )
        assert term.states() == []
