"""The list of payments, one payment, and taking back one that was entered by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import long_date, now
from sigma_finance.domain.payments.payments import DisputeState, Method, PaymentState, RefundState
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import (
    Chapter,
    Dispute,
    OutboxMessage,
    Payment,
    Refund,
)
from sigma_finance.services.payments import recording
from tests.harness.client import Client
from tests.journeys.furniture import in_excess
from tests.routes.house import House, entry, member_of, owe, pay_cash, payments_of, selects
from tests.routes.treasurer.desk import TOO_LONG, enrol, report, today, under_way, unmatched

PATH = "/treasurer/payments"


class TestTheList:
    def test_says_that_there_is_none(self, tess: Client) -> None:
        assert "No payments here" in tess.get(PATH).main

    def test_shows_every_payment_newest_first(self, house: House, tess: Client) -> None:
        owe(house.ada)
        pay_cash(house.ada, 20000)
        unmatched(house)
        under_way(house.ben)
        rows = [(row[0], row[3], row[4]) for row in tess.get(PATH).rows()[1:]]
        assert rows == [
            ("Ben Banneker", "Under way", "200.00"),
            ("No member yet", "Unmatched", "75.00"),
            (f"Ada Byron R-{today().year}-0001", "Paid", "200.00"),
        ]

    def test_shows_those_of_one_status(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 20000)
        under_way(house.ben)
        page = tess.get(f"{PATH}?state=processing")
        assert [row[0] for row in page.rows()[1:]] == ["Ben Banneker"]
        assert page.links()["Remove the filter Under way"] == PATH

    @pytest.mark.parametrize(
        "odd", ["state=none", "after=abc", "before=-1", f"after={'9' * 30}", "after=1e309"]
    )
    def test_passes_over_an_address_that_is_wrong(self, house: House, tess: Client, odd: str) -> None:
        pay_cash(house.ada, 20000)
        tess.get(f"{PATH}?{odd}")

    def test_goes_on_after_fifty(self, house: House, tess: Client) -> None:
        for _ in range(51):
            under_way(house.ada)
        first = tess.get(PATH)
        assert len(first.rows()) == 51
        second = tess.get(first.links()["Older"])
        assert len(second.rows()) == 2
        assert "Older" not in second.links()
        assert tess.get(second.links()["Newer"]).rows() == first.rows()

    def test_is_of_its_own_chapter(self, house: House, stranger: Client) -> None:
        pay_cash(house.ada, 20000)
        assert "No payments here" in stranger.get(PATH).main


class TestOnePayment:
    def test_says_what_it_settled_and_who_entered_it(self, house: House, tess: Client) -> None:
        owe(house.ada, 15000, what="Fall dues")
        reference = pay_cash(house.ada, 20000).reference
        page = tess.get(f"{PATH}/{reference}")
        assert page.h1 == "Payment of $200.00"
        assert ["Fall dues", "150.00"] in page.rows()
        assert ["Kept as credit", "50.00"] in page.rows()
        assert f"Taken by {payments_of(house.ada)[0].taken_by}" in page.main
        assert "Entered by The operator" in page.main

    def test_of_unmatched_money_leads_to_assigning_it(self, house: House, tess: Client) -> None:
        reference = unmatched(house)
        page = tess.get(f"{PATH}/{reference}")
        assert page.links()["Assign to a member"] == f"/treasurer/unmatched/{reference}"
        assert "At Stripe pi_" in page.main

    def test_that_is_reported_leads_to_deciding_it(self, house: House, tess: Client) -> None:
        page = tess.get(f"{PATH}/{report(house.ada)}")
        assert page.links()["Decide in reported payments"] == "/treasurer/reported"

    def test_shows_what_went_back(self, house: House, tess: Client) -> None:
        owe(house.ada)
        booked = pay_cash(house.ada, 20000)
        same = {"chapter_id": house.ada.chapter_id, "payment_id": booked.payment_id, "created_at": now()}
        db.session.add(
            Refund(stripe_refund_id="re_1", amount_minor=5000, state=RefundState.SUCCEEDED, **same)
        )
        db.session.add(Dispute(stripe_dispute_id="dp_1", amount_minor=15000, state=DisputeState.OPEN, **same))
        db.session.commit()
        page = tess.get(f"{PATH}/{booked.reference}")
        assert [(row[0], row[2], row[3]) for row in page.rows()[-2:]] == [
            ("Refund", "Refunded", "50.00"),
            ("Dispute", "Open", "150.00"),
        ]
        assert "Status Disputed" in page.main

    def test_of_another_chapter_is_not_found(self, house: House, stranger: Client) -> None:
        reference = pay_cash(house.ada, 20000).reference
        stranger.get(f"{PATH}/{reference}", status=404)

    def test_asks_no_more_for_a_big_chapter(self, house: House, tess: Client) -> None:
        reference = pay_cash(house.ada, 20000).reference
        enrol(house, 100)
        with selects() as asked:
            tess.get(f"{PATH}/{reference}")
        assert len(asked) <= 9


class TestReversing:
    def test_says_first_what_will_happen(self, house: House, tess: Client) -> None:
        owe(house.ada)
        reference = pay_cash(house.ada, 20000).reference
        page = tess.get(tess.get(f"{PATH}/{reference}").links()["Reverse"])
        assert "The payment stays visible as reversed, and Ada Byron gets an e-mail." in page.main
        assert page.links()["Go back"] == f"{PATH}/{reference}"
        assert member_of(house.ada).balance_minor == 0

    def test_opens_what_was_settled_and_voids_the_receipt(self, house: House, tess: Client) -> None:
        owe(house.ada)
        reference = pay_cash(house.ada, 20000).reference
        page = tess.get(f"{PATH}/{reference}/reverse")
        done = tess.follow(tess.submit(page, {"reason": "The check bounced"}))
        assert "Status Reversed" in done.main
        assert f"R-{today().year}-0001 (void)" in done.main
        assert "The check bounced" in done.main
        assert "Reverse" not in done.links()
        assert member_of(house.ada).balance_minor == 20000

    @pytest.mark.parametrize("reason", ["", " ", TOO_LONG, "a\x00b"])
    def test_asks_for_a_reason_that_can_be_read(self, house: House, tess: Client, reason: str) -> None:
        reference = pay_cash(house.ada, 20000).reference
        page = tess.submit(tess.get(f"{PATH}/{reference}/reverse"), {"reason": reason}, status=422)
        assert page.errors()["reason"]
        assert payments_of(house.ada)[0].state is PaymentState.SUCCEEDED

    def test_twice_is_refused(self, house: House, tess: Client) -> None:
        reference = pay_cash(house.ada, 20000).reference
        page = tess.get(f"{PATH}/{reference}/reverse")
        tess.submit(page, {"reason": "Mistyped"})
        refused = tess.submit(page, {"reason": "Mistyped"}, status=409)
        said = f"This payment was reversed already, on {long_date(today())} by {house.tess.name}."
        assert said in refused.main
        assert f"by {house.tess.name}: Mistyped" in tess.get(f"{PATH}/{reference}").main

    def test_is_not_for_money_by_stripe(self, house: House, tess: Client) -> None:
        reference = unmatched(house)
        assert "Reverse" not in tess.get(f"{PATH}/{reference}").links()
        assert "refunded there" in tess.get(f"{PATH}/{reference}/reverse", status=409).main

    def test_is_not_for_money_that_is_not_booked(self, house: House, tess: Client) -> None:
        page = tess.get(f"{PATH}/{report(house.ada)}/reverse", status=409)
        assert "nothing to reverse" in page.main

    def test_is_no_matter_for_another_chapter(self, house: House, stranger: Client) -> None:
        reference = pay_cash(house.ada, 20000).reference
        stranger.get(f"{PATH}/{reference}/reverse", status=404)
        stranger.post(f"{PATH}/{reference}/reverse", {"reason": "Mine now"}, status=404)
        assert db.session.query(Payment).filter_by(state=PaymentState.REVERSED).count() == 0


class TestAReceipt:
    def test_is_mailed_again_by_a_button(self, house: House, tess: Client) -> None:
        reference = pay_cash(house.ada, 20000).reference
        page = tess.get(f"{PATH}/{reference}")
        again = tess.follow(tess.submit(page, action=f"{PATH}/{reference}/receipt"))
        assert f"The receipt goes to {house.ada.name} again." in again.text
        assert (
            db.session.query(OutboxMessage).filter_by(kind="receipt_again").one().to_email == house.ada.email
        )

    def test_that_is_void_or_nobodys_has_no_such_button(self, house: House, tess: Client) -> None:
        for reference in (unmatched(house), report(house.ada)):
            assert "Resend receipt" not in tess.get(f"{PATH}/{reference}").main

    def test_of_another_chapter_is_not_mailed(self, house: House, stranger: Client) -> None:
        reference = pay_cash(house.ada, 20000).reference
        stranger.post(f"{PATH}/{reference}/receipt", {}, status=404)


class TestWhatWentBackInExcess:
    @pytest.fixture
    def reference(self, house: House, sandbox: Sandbox) -> str:
        """A payment of 10.00 of which 15.00 went back."""
        return str(in_excess(house, sandbox)["in_excess"])

    def test_is_written_off_from_the_payments_page(self, tess: Client, reference: str) -> None:
        page = tess.get(f"{PATH}/{reference}")
        assert "$5.00 more went back than it held" in page.main
        form = tess.get(page.links()["Write it off"])
        assert tess.submit(form, {}, status=422).errors()["reason"]
        done = tess.follow(tess.submit(form, {"reason": "Cannot be reached"}))
        assert "Written off. It stands in the books as an expense." in done.text
        assert "Written off, beyond what it held $5.00" in done.main
        assert "Write it off" not in done.links()
        tess.get(f"{PATH}/{reference}/write-off", status=409)

    def test_is_no_matter_for_another_chapter(self, stranger: Client, reference: str) -> None:
        stranger.get(f"{PATH}/{reference}/write-off", status=404)


class TestABouncedCheck:
    def check(self, house: House) -> str:
        owe(house.ada)
        request = replace(entry(house.ada, 20000), method=Method.CHECK)
        return recording.record(request=request, by=OPERATOR).reference

    def test_is_a_reversal_with_the_chapters_fee(self, house: House, tess: Client) -> None:
        db.session.get_one(Chapter, house.tess.chapter_id).policy = Policy(
            bounced_check_fee_minor=2500
        ).kept()
        db.session.commit()
        page = tess.get(f"/treasurer/payments/{self.check(house)}/reverse")
        assert "A fee of $25.00 is charged" in page.main
        tess.submit(page, {"bounced": "y", "reason": "Returned by the bank"})
        assert member_of(house.ada).balance_minor == 22500

    def test_is_reason_enough_and_told_with_its_fee(self, house: House, tess: Client) -> None:
        db.session.get_one(Chapter, house.tess.chapter_id).policy = Policy(
            bounced_check_fee_minor=2500
        ).kept()
        db.session.commit()
        page = tess.get(f"/treasurer/payments/{self.check(house)}/reverse")
        assert tess.submit(page, {}, status=422).errors()["reason"]
        tess.submit(page, {"bounced": "y"})
        told = db.session.query(OutboxMessage).filter_by(kind="payment_reversed").one()
        assert told.context["reason"] == "The check bounced."
        assert (told.context["fee"], told.context["balance"]) == ("$25.00", "$225.00")

    def test_costs_nothing_where_the_chapter_has_no_fee(self, house: House, tess: Client) -> None:
        page = tess.get(f"/treasurer/payments/{self.check(house)}/reverse")
        tess.submit(page, {"bounced": "y", "reason": "Returned by the bank"})
        assert member_of(house.ada).balance_minor == 20000

    def test_is_asked_of_checks_alone(self, house: House, tess: Client) -> None:
        owe(house.ada)
        paid = pay_cash(house.ada, 20000)
        assert "The check bounced" not in tess.get(f"/treasurer/payments/{paid.reference}/reverse").main
        sent = {"bounced": "y", "reason": "No"}
        refused = tess.post(f"/treasurer/payments/{paid.reference}/reverse", sent, status=422)
        assert "Only a check can bounce." in refused.main

    def test_stands_while_its_credit_is_paid_back(self, house: House, tess: Client) -> None:
        paid = pay_cash(house.ada, 5000)
        tess.submit(tess.get(f"/treasurer/members/{house.ada.member_id}/payout"), {"method": "cash"})
        page = tess.get(f"/treasurer/payments/{paid.reference}/reverse")
        refused = tess.submit(page, {"reason": "Counterfeit"}, status=422)
        assert "Reverse that first, on their page." in refused.main
