"""The officers' first page: figures, what needs attention, who owes, what came in last."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import long_date, now, short_date
from sigma_finance.domain.dues.requests import PeriodTerms
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.payments.delivery import EventState, MessageState
from sigma_finance.domain.payments.payments import DisputeState
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Dispute, Invite, OutboxMessage, Payment, WebhookEvent
from sigma_finance.services.dues import periods
from sigma_finance.services.members import invites
from sigma_finance.services.payments import recording, reversing
from tests.harness.client import Client
from tests.routes.house import House, change, entry, exempt, owe, pay_cash, selects
from tests.routes.treasurer.desk import assess, enrol, period, report, today, under_way, unmatched


class TestOfAFreshChapter:
    def test_says_what_to_do_first(self, tess: Client) -> None:
        page = tess.get("/treasurer")
        assert "Begin with a dues period" in page.main
        assert page.links()["Create a dues period"] == "/treasurer/dues/new"
        assert page.links()["Invite members"] == "/treasurer/invites"
        assert "Needs attention" not in page.main

    def test_shows_zeros_that_are_no_cause_for_worry(self, tess: Client) -> None:
        main = tess.get("/treasurer").main
        assert "Collected this year $0.00" in main
        assert "nobody owes anything" in main
        assert "nobody is past due" in main


class TestFigures:
    def test_add_up_what_came_in_and_what_is_owed(self, house: House, tess: Client) -> None:
        assess(house, period(house))
        pay_cash(house.ada, 20000)
        pay_cash(house.ben, 5000)
        main = tess.get("/treasurer").main
        assert "Collected this year $250.00" in main
        assert "Outstanding $350.00 2 of 3 members" in main
        assert "Past due $0.00" in main
        assert "2026-27 collected $250.00 of $600.00" in main

    def test_count_only_what_is_late_as_past_due(self, house: House, tess: Client) -> None:
        since = owe(house.ada, 10000, due_in=-3)
        owe(house.ada, 20000)
        owe(house.ben, 20000)
        page = tess.get("/treasurer")
        assert f"Past due $100.00 1 member, oldest since {since:%B} {since.day}, {since.year}" in page.main
        assert "Financial 2 of 3 1 not financial" in page.main

    def test_leave_out_what_went_back(self, house: House, tess: Client) -> None:
        owe(house.ada)
        booked = pay_cash(house.ada, 20000)
        assert "Collected this year $200.00" in tess.get("/treasurer").main
        reversing.reverse(
            chapter_id=house.ada.chapter_id, payment_id=booked.payment_id, reason="Bounced", by=OPERATOR
        )
        main = tess.get("/treasurer").main
        assert "Collected this year $0.00" in main
        assert "Outstanding $200.00" in main
        assert "Check" not in main

    def test_are_those_of_the_moment_at_once_after_a_write(self, house: House, tess: Client) -> None:
        owe(house.ada)
        assert "Outstanding $200.00" in tess.get("/treasurer").main
        pay_cash(house.ada, 15000)
        assert "Outstanding $50.00" in tess.get("/treasurer").main

    def test_are_of_their_own_chapter_alone(self, house: House, stranger: Client) -> None:
        owe(house.ada)
        pay_cash(house.ada, 5000)
        main = stranger.get("/treasurer").main
        assert "Collected this year $0.00" in main
        assert "Ada" not in main

    def test_name_the_standing_of_those_who_are_excused(self, house: House, tess: Client) -> None:
        exempt(house.ada)
        assert "2 of 3 1 exempt" in tess.get("/treasurer").main


class TestCollectedThisYear:
    def test_begins_with_the_fiscal_year(self, house: House, tess: Client) -> None:
        began = Policy().year_began(today())
        before = replace(entry(house.ada, 3000), received_on=began - timedelta(days=1))
        recording.record(request=before, by=OPERATOR)
        recording.record(request=replace(entry(house.ada, 2000), received_on=began), by=OPERATOR)
        main = tess.get("/treasurer").main
        assert f"Collected this year $20.00 since {long_date(began)}; $50.00 in all" in main

    def test_may_be_the_calendars(self, house: House, tess: Client) -> None:
        chapter = db.session.get_one(Chapter, house.tess.chapter_id)
        chapter.policy = {**chapter.policy, "fiscal_year_month": 1}
        db.session.commit()
        assert f"since January 1, {today().year}" in tess.get("/treasurer").main


class TestWhatNeedsAttention:
    def test_lists_what_waits_with_its_way_there(self, house: House, tess: Client) -> None:
        report(house.ada)
        unmatched(house)
        under_way(house.ben)
        links, main = tess.get("/treasurer").links(), tess.get("/treasurer").main
        assert "1 reported payment of $200.00 to confirm" in main
        assert "1 payment of $75.00 without a member" in main
        assert "1 bank debit of $200.00 under way" in main
        assert links["1 reported payment"] == "/treasurer/reported"
        assert links["1 payment"] == "/treasurer/unmatched"

    def test_says_how_many_are_not_charged(self, house: House, tess: Client) -> None:
        period_id = period(house)
        assess(house, period_id)
        enrol(house, 3)
        page = tess.get("/treasurer")
        assert "3 members aren't charged for 2026-27" in page.main
        assert page.links()["3 members"] == f"/treasurer/dues/{period_id}"

    def test_counts_nobody_whose_class_pays_nothing(self, house: House, tess: Client) -> None:
        terms = PeriodTerms(20000, today() + timedelta(days=30), {MemberClass.ALUMNI: 0})
        period_id = periods.create_period(
            chapter_id=house.tess.chapter_id, name="2026-27", terms=terms, by=OPERATOR
        )
        change(house.ben, member_class=MemberClass.ALUMNI)
        assess(house, period_id)
        assert "charged for 2026-27" not in tess.get("/treasurer").main

    def test_speaks_of_the_period_that_is_charged_not_of_one_to_come(
        self, house: House, tess: Client
    ) -> None:
        assess(house, period(house, "2026-27"))
        period(house, "2027-28", due_in=400)
        main = tess.get("/treasurer").main
        assert "2026-27 collected" in main
        assert "aren't charged" not in main

    def test_tells_of_events_and_mail_that_went_wrong(self, house: House, tess: Client) -> None:
        chapter_id = house.tess.chapter_id
        db.session.add(
            WebhookEvent(
                chapter_id=chapter_id,
                event_id="evt_1",
                type="charge.refunded",
                object_id="ch_1",
                livemode=False,
                payload="{}",
                state=EventState.QUARANTINED,
            )
        )
        db.session.add(
            OutboxMessage(
                chapter_id=chapter_id,
                reference="M-1",
                kind="receipt",
                to_email="ada@example.org",
                context={},
                state=MessageState.UNKNOWN,
                next_attempt_at=now(),
            )
        )
        db.session.commit()
        main = tess.get("/treasurer").main
        assert "1 message from Stripe could not be applied" in main
        assert "1 e-mail may not have arrived" in main

    def test_leads_to_disputes_until_they_are_decided(self, house: House, tess: Client) -> None:
        booked = pay_cash(house.ada, 20000)
        dispute = Dispute(
            chapter_id=house.tess.chapter_id,
            payment_id=booked.payment_id,
            stripe_dispute_id="du_1",
            amount_minor=20000,
            state=DisputeState.OPEN,
        )
        db.session.add(dispute)
        db.session.commit()
        page = tess.get("/treasurer")
        assert "1 dispute of $200.00 to answer" in page.main
        assert page.links()["1 dispute"] == "/treasurer/disputes"
        dispute.state = DisputeState.LOST
        db.session.commit()
        assert "dispute" not in tess.get("/treasurer").main

    def test_names_invites_that_are_about_to_end(self, house: House, tess: Client) -> None:
        for days, uses in ((2, 0), (2, 1), (9, 0)):
            request = InviteRequest(house.tess.chapter_id, Role.MEMBER, days=days)
            invite = invites.create(request=request, issuer_role=Role.ADMIN, by=OPERATOR)
            db.session.get_one(Invite, invite.id).uses = uses
            db.session.commit()
        page = tess.get("/treasurer")
        assert "1 invite ends within three days, not used yet" in page.main
        assert page.links()["1 invite"] == "/treasurer/invites"

    def test_forgets_trouble_that_is_a_month_old(self, house: House, tess: Client) -> None:
        db.session.add(
            OutboxMessage(
                chapter_id=house.tess.chapter_id,
                reference="M-1",
                kind="receipt",
                to_email="ada@example.org",
                context={},
                state=MessageState.FAILED,
                next_attempt_at=now(),
                created_at=now() - timedelta(days=31),
            )
        )
        db.session.commit()
        assert "Needs attention" not in tess.get("/treasurer").main


class TestWhoOwes:
    def test_begins_with_who_owes_longest_then_most(self, house: House, tess: Client) -> None:
        owe(house.ada, 10000)
        owe(house.ben, 5000, due_in=-40)
        owe(house.tess, 30000)
        names = [row[0] for row in tess.get("/treasurer").rows()[1:]]
        assert names == ["Ben Banneker", "Tess Treasurer", "Ada Byron"]

    def test_leads_to_recording_a_payment_of_theirs(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = tess.get("/treasurer")
        assert page.links()["Record payment , Ada Byron"] == (
            f"/treasurer/payments/record?member={house.ada.member_id}"
        )

    def test_loses_a_member_who_has_paid(self, house: House, tess: Client) -> None:
        assess(house, period(house))
        pay_cash(house.ada, 20000)
        names = [row[0] for row in tess.get("/treasurer").rows()[1:]]
        assert sorted(names) == ["Ben Banneker", "Tess Treasurer"]


class TestLatestPayments:
    def test_have_the_newest_on_top(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 1000)
        pay_cash(house.ben, 2000)
        main = tess.get("/treasurer").main
        assert main.index("$20.00") < main.index("$10.00")
        assert f"Cash, {short_date(today())}, R-{today().year}-0002" in main

    def test_keep_showing_one_that_was_reversed(self, house: House, tess: Client) -> None:
        booked = pay_cash(house.ada, 1000)
        reversing.reverse(
            chapter_id=house.ada.chapter_id, payment_id=booked.payment_id, reason="Mistyped", by=OPERATOR
        )
        assert "Reversed" in tess.get("/treasurer").main


@pytest.mark.parametrize("members", [20, 200])
class TestWhateverTheNumberOfMembers:
    def test_asks_six_times_first_and_twice_again(self, house: House, tess: Client, members: int) -> None:
        enrol(house, members)
        assess(house, period(house))
        for person in (house.ada, house.ben):
            pay_cash(person, 20000)
        with selects() as first:
            tess.get("/treasurer")
        with selects() as again:
            tess.get("/treasurer")
        assert len(first) <= 6
        assert len(again) <= 2


def test_shows_the_same_figures_from_the_cache(house: House, tess: Client) -> None:
    assess(house, period(house))
    pay_cash(house.ada, 20000)
    report(house.ben)
    assert tess.get("/treasurer").main == tess.get("/treasurer").main
    assert db.session.query(Payment).count() >= 2
