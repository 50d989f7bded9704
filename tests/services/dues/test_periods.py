"""Dues periods: what each class is charged, what is held for others, and charges taken back together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account, ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, ChargeBatch, Member, Posting
from sigma_finance.queries.dues import periods as queries
from sigma_finance.queries.dues.rehearsal import AssessmentFate, rehearse
from sigma_finance.services.dues import batches, charges, periods
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.dues.periods import AmountsDiffer, PeriodTerms
from tests.books import ZONE, Books, assert_books_hold, charge, member_of, open_books, pay
from tests.routes.house import selects


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=3)


def make(
    books: Books, name: str = "2026-27", amount_minor: int = 20000, due_in: int = 30, **more: object
) -> int:
    terms = PeriodTerms(amount_minor, today_in(ZONE) + timedelta(days=due_in), **more)  # type: ignore[arg-type]
    return periods.create_period(chapter_id=books.chapter_id, name=name, terms=terms, by=OPERATOR)


def assess(books: Books, period_id: int) -> periods.AssessmentResult:
    done = periods.assess(chapter_id=books.chapter_id, period_id=period_id, by=OPERATOR)
    assert_books_hold(books)
    return done


def change(member_id: int, **values: object) -> None:
    for name, value in values.items():
        setattr(member_of(member_id), name, value)
        db.session.commit()


def set_policy(books: Books, policy: Policy) -> None:
    db.session.get_one(Chapter, books.chapter_id).policy = policy.kept()
    db.session.commit()


def total(books: Books, account: Account) -> int:
    chosen = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
        Posting.chapter_id == books.chapter_id, Posting.account == account
    )
    return int(db.session.scalar(chosen) or 0)


def balances(books: Books) -> list[int]:
    return [member_of(member_id).balance_minor for member_id in books.members]


class TestClasses:
    def test_are_charged_what_the_period_says_of_each(self, books: Books) -> None:
        _, second, third = books.members
        change(second, member_class=MemberClass.ASSOCIATE)
        change(third, member_class=MemberClass.ALUMNI)
        amounts = {MemberClass.ASSOCIATE: 12500, MemberClass.ALUMNI: 0}
        done = assess(books, make(books, by_class=amounts))
        assert balances(books) == [20000, 12500, 0]
        assert (done.charged, done.left_out, done.total_minor) == (2, 1, 32500)

    def test_are_counted_before_they_are_charged(self, books: Books) -> None:
        change(books.members[1], member_class=MemberClass.ASSOCIATE)
        period_id = make(books, by_class={MemberClass.ASSOCIATE: 12500})
        found = queries.get_period(chapter_id=books.chapter_id, period_id=period_id, today=today_in(ZONE))
        assert (found.to_charge, found.to_charge_minor) == (3, 52500)

    def test_that_are_newly_initiated_are_spared_where_the_chapter_says_so(self, books: Books) -> None:
        change(books.members[0], initiated_on=today_in(ZONE) - timedelta(days=365))
        change(books.members[1], initiated_on=today_in(ZONE) - timedelta(days=366))
        set_policy(books, Policy(neophytes_charged=False))
        assess(books, make(books))
        assert balances(books) == [0, 20000, 20000]

    @pytest.mark.parametrize("minor", [-1, 1_000_000_000, 4999])
    def test_take_no_amount_that_cannot_be(self, books: Books, minor: int) -> None:
        with pytest.raises(Invalid) as refusal:
            make(books, by_class={MemberClass.ALUMNI: minor}, national_minor=5000)
        assert refusal.value.field == "alumni"

    def test_share_what_other_bodies_get_within_the_amount(self, books: Books) -> None:
        with pytest.raises(Invalid):
            make(books, amount_minor=1000, national_minor=600, regional_minor=401)


class TestWhatIsHeldForOthers:
    def test_is_a_liability_and_not_income(self, books: Books) -> None:
        assess(books, make(books, national_minor=5000, regional_minor=2500))
        assert total(books, Account.HELD_NATIONAL) == -15000
        assert total(books, Account.HELD_REGIONAL) == -7500
        assert total(books, Account.INCOME_DUES) == -37500

    def test_stays_when_the_charge_is_waived_and_goes_when_it_is_reversed(self, books: Books) -> None:
        assess(books, make(books, national_minor=5000))
        [batch] = queries.batches(chapter_id=books.chapter_id)
        first = charges_of(books)[0]
        charges.waive(
            chapter_id=books.chapter_id,
            charge_id=first,
            amount_minor=20000,
            reason="Scholarship",
            by=OPERATOR,
        )
        assert total(books, Account.HELD_NATIONAL) == -15000
        batches.reverse_batch(chapter_id=books.chapter_id, batch_id=batch.id, reason="Wrong", by=OPERATOR)
        assert total(books, Account.HELD_NATIONAL) == 0
        assert_books_hold(books)


def charges_of(books: Books) -> list[int]:
    from sigma_finance.models import Charge

    return list(
        db.session.scalars(select(Charge.id).where(Charge.chapter_id == books.chapter_id).order_by(Charge.id))
    )


class TestARehearsal:
    def test_says_what_will_happen_to_each(self, books: Books) -> None:
        first, second, third = books.members
        assess(books, make(books, "2025-26", 15000, due_in=-300))
        change(second, member_class=MemberClass.EXEMPT)
        change(third, status=MemberStatus.INACTIVE)
        new = Member(chapter_id=books.chapter_id, name="Zoe New")
        db.session.add(new)
        db.session.commit()
        found = rehearse(chapter_id=books.chapter_id, period_id=make(books), today=today_in(ZONE))
        assert found.compared_with == "2025-26"
        assert {one.member_id: (one.fate, one.last_minor) for one in found.members} == {
            first: (AssessmentFate.TO_CHARGE, 15000),
            second: (AssessmentFate.EXEMPT, 15000),
            third: (AssessmentFate.LEFT, 15000),
            new.id: (AssessmentFate.TO_CHARGE, None),
        }
        assert (
            [one.member_id for one in found.new] == [new.id] == [one.member_id for one in found.without_email]
        )
        assert {one.member_id for one in found.gone} == {second, third}
        assert [one.member_id for one in found.changed] == [first]

    def test_is_what_assessing_does(self, books: Books) -> None:
        change(books.members[1], member_class=MemberClass.ASSOCIATE)
        period_id = make(books, by_class={MemberClass.ASSOCIATE: 12500})
        found = rehearse(chapter_id=books.chapter_id, period_id=period_id, today=today_in(ZONE))
        assess(books, period_id)
        assert [one.amount_minor for one in found.members] == balances(books)
        again = rehearse(chapter_id=books.chapter_id, period_id=period_id, today=today_in(ZONE))
        assert {one.fate for one in again.members} == {AssessmentFate.CHARGED}

    def test_that_was_agreed_to_binds(self, books: Books) -> None:
        period_id = make(books)
        with pytest.raises(AmountsDiffer):
            periods.assess(chapter_id=books.chapter_id, period_id=period_id, by=OPERATOR, agreed_minor=40000)
        assert balances(books) == [0, 0, 0]


class TestABatch:
    def test_is_taken_back_together(self, books: Books) -> None:
        period_id = make(books)
        assess(books, period_id)
        pay(books, books.members[0], 20000)
        [batch] = queries.batches(chapter_id=books.chapter_id, period_id=period_id)
        assert (
            batches.reverse_batch(
                chapter_id=books.chapter_id, batch_id=batch.id, reason="Wrong year", by=OPERATOR
            )
            == 3
        )
        assert balances(books) == [0, 0, 0]
        assert member_of(books.members[0]).credit_minor == 20000
        with pytest.raises(Conflict):
            batches.reverse_batch(chapter_id=books.chapter_id, batch_id=batch.id, reason="Again", by=OPERATOR)
        assert assess(books, period_id).charged == 3
        assert member_of(books.members[0]).balance_minor == 0

    def test_leaves_alone_what_was_reversed_by_itself(self, books: Books) -> None:
        assess(books, make(books))
        charges.reverse(
            chapter_id=books.chapter_id, charge_id=charges_of(books)[0], reason="Left", by=OPERATOR
        )
        [batch] = queries.batches(chapter_id=books.chapter_id)
        assert batch.standing == 2
        assert (
            batches.reverse_batch(chapter_id=books.chapter_id, batch_id=batch.id, reason="Wrong", by=OPERATOR)
            == 2
        )
        assert_books_hold(books)


def fine(books: Books, amount_minor: int = 1500, kind: ChargeKind = ChargeKind.FINE) -> NewCharge:
    return NewCharge(0, kind, "Missed meeting", amount_minor, today_in(ZONE) + timedelta(days=7))


class TestChargingMany:
    def test_charges_each_of_them_in_one_batch(self, books: Books) -> None:
        chosen = books.members[:2]
        batches.charge_many(
            chapter_id=books.chapter_id, member_ids=[*chosen, chosen[0]], request=fine(books), by=OPERATOR
        )
        assert balances(books) == [1500, 1500, 0]
        [batch] = db.session.scalars(select(ChargeBatch))
        assert (batch.charges, batch.total_minor, batch.description) == (2, 3000, "Missed meeting")
        assert_books_hold(books)

    def test_charges_once_what_the_same_form_says_twice(self, books: Books) -> None:
        def send(amount_minor: int) -> int:
            return batches.charge_many(
                chapter_id=books.chapter_id,
                member_ids=books.members,
                request=fine(books, amount_minor),
                by=OPERATOR,
                form_key="a form of this test",
            )

        assert send(1500) == send(1500)
        with pytest.raises(Conflict):
            send(1600)
        assert balances(books) == [1500, 1500, 1500]

    def test_asks_for_members_that_are_active(self, books: Books) -> None:
        change(books.members[0], status=MemberStatus.INACTIVE)
        for chosen in ([], [books.members[0], books.members[1]], [999999]):
            with pytest.raises(Invalid) as refusal:
                batches.charge_many(
                    chapter_id=books.chapter_id, member_ids=chosen, request=fine(books), by=OPERATOR
                )
            assert refusal.value.field == "members"
        assert balances(books) == [0, 0, 0]

    @pytest.mark.parametrize("kind", [ChargeKind.DUES, ChargeKind.OPENING])
    def test_takes_no_kind_that_is_made_elsewhere(self, books: Books, kind: ChargeKind) -> None:
        with pytest.raises(Invalid):
            batches.charge_many(
                chapter_id=books.chapter_id,
                member_ids=books.members,
                request=fine(books, kind=kind),
                by=OPERATOR,
            )

    @pytest.mark.parametrize("amount_minor", [0, -1, 1_000_000_000])
    def test_takes_no_amount_that_cannot_be(self, books: Books, amount_minor: int) -> None:
        with pytest.raises(Invalid):
            batches.charge_many(
                chapter_id=books.chapter_id,
                member_ids=books.members,
                request=fine(books, amount_minor),
                by=OPERATOR,
            )


class TestTheOrderOfSettling:
    def test_is_by_due_date_unless_the_chapter_puts_a_kind_first(self, books: Books) -> None:
        ada = books.members[0]
        charge(books, ada, 20000)
        batches.charge_many(
            chapter_id=books.chapter_id,
            member_ids=[ada],
            request=NewCharge(0, ChargeKind.FINE, "Fine", 1000, today_in(ZONE) + timedelta(days=300)),
            by=OPERATOR,
        )
        set_policy(books, Policy(settle_first=(ChargeKind.FINE,)))
        pay(books, ada, 1000)
        assert opened(books) == {"Fine": 0}
        assert_books_hold(books)


def opened(books: Books) -> dict[str, int]:
    from sigma_finance.models import Charge, Installment

    rows = db.session.execute(
        select(Charge.description, Installment.open_minor)
        .join(Installment, Installment.charge_id == Charge.id)
        .where(Charge.chapter_id == books.chapter_id, Charge.kind == ChargeKind.FINE)
    )
    return {what: int(minor) for what, minor in rows}


class TestAReceiptsPrefix:
    def test_is_the_chapters(self, books: Books) -> None:
        set_policy(books, Policy(receipt_prefix="SDS"))
        assert pay(books, books.members[0], 100).receipt_number == f"SDS-{today_in(ZONE).year}-0001"


def asked_for(members: int) -> int:
    """How many SELECTs it takes to charge so many members, each of whom has more than enough credit."""
    books = open_books(members=members)
    for member_id in books.members:
        pay(books, member_id, 15000)
        pay(books, member_id, 15000)
    period = make(books)
    with selects() as asked:
        periods.assess(chapter_id=books.chapter_id, period_id=period, by=OPERATOR)
    for member_id in books.members:
        member = member_of(member_id)
        assert (member.balance_minor, member.credit_minor) == (0, 10000)
    assert_books_hold(books)
    return len(asked)


class TestMembersWhoHaveCredit:
    def test_have_it_settle_their_charges_in_one_go(self, any_app: Flask) -> None:
        assert asked_for(12) - asked_for(2) <= 2 * 10
