"""A desk with a limit for one officer, and every way in which an officer gives money or forgiveness away."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.refunds import HandRefund, StillOwed
from sigma_finance.domain.payments.requests import NewCreditReturn, NewRefund
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, ChargeBatch, Payment
from sigma_finance.services.dues import batches, charges, opening
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.dues.opening import OpeningBalance
from sigma_finance.services.payments import credit_returns, refunding, reversing
from tests.books import ZONE, Books, charge, member_of, pay
from tests.people import Person, add_to_member_list, open_chapter

LIMIT = 10_000


@dataclass(frozen=True)
class Desk:
    """A chapter with a limit: Ben owes, Ada has paid more than she owed, Cy is new, and two officers."""

    books: Books
    tess: Person
    ann: Person
    ben: int
    ada: int
    cy: int
    owed: int
    paid: int


def open_desk() -> Desk:
    people = open_chapter(f"t-{secrets.token_hex(6)}", "Test Chapter")
    ben, ada, cy = (add_to_member_list(people.chapter_id, name, None) for name in ("Ben", "Ada", "Cy"))
    books = Books(people.chapter_id, people.slug, [ben, ada, cy])
    owed, paid = charge(books, ben, 8_000), charge(books, ada, 7_000)
    request = NewCharge(0, ChargeKind.FINE, "Missed meeting", 4_000, today_in(ZONE))
    batches.charge_many(chapter_id=people.chapter_id, member_ids=[ben], request=request, by=OPERATOR)
    pay(books, ada, 7_000)
    pay(books, ada, 4_000)
    set_limit(people.chapter_id, LIMIT)
    return Desk(books, people.treasurer, people.admin, ben, ada, cy, owed, paid)


def set_limit(chapter_id: int, limit_minor: int) -> None:
    db.session.get_one(Chapter, chapter_id).policy = Policy(second_person_above_minor=limit_minor).kept()
    db.session.commit()


def actor(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.user_id, person.member_id)


def waive(desk: Desk, by: Actor, amount_minor: int = 4_000) -> None:
    charges.waive(
        chapter_id=desk.books.chapter_id,
        charge_id=desk.owed,
        amount_minor=amount_minor,
        reason="Hardship",
        by=by,
    )


def reverse_owed(desk: Desk, by: Actor) -> None:
    charges.reverse(chapter_id=desk.books.chapter_id, charge_id=desk.owed, reason="Wrong", by=by)


def reverse_paid(desk: Desk, by: Actor) -> None:
    charges.reverse(chapter_id=desk.books.chapter_id, charge_id=desk.paid, reason="Wrong", by=by)


def reverse_together(desk: Desk, by: Actor) -> None:
    chapter_id = desk.books.chapter_id
    batch_id = db.session.scalars(select(ChargeBatch.id).where(ChargeBatch.chapter_id == chapter_id)).one()
    batches.reverse_batch(chapter_id=chapter_id, batch_id=batch_id, reason="Wrong", by=by)


def reverse_payment(desk: Desk, by: Actor) -> None:
    of_ada = select(func.min(Payment.id)).where(Payment.member_id == desk.ada)
    payment_id = db.session.scalars(of_ada).one() or 0
    reversing.reverse(chapter_id=desk.books.chapter_id, payment_id=payment_id, reason="No cash", by=by)


def bring_credit(desk: Desk, by: Actor) -> None:
    brought = OpeningBalance(desk.cy, 0, 7_000, today_in(ZONE))
    opening.bring_forward(chapter_id=desk.books.chapter_id, openings=[brought], by=by)


def pay_out(desk: Desk, by: Actor, member_id: int) -> None:
    """Pay out all the credit of a member, in cash."""
    credit_returns.return_credit(
        request=NewCreditReturn(
            desk.books.chapter_id,
            member_id,
            member_of(member_id).credit_minor,
            Method.CASH,
            today_in(ZONE),
            "",
            secrets.token_urlsafe(16),
        ),
        by=by,
    )


def pay_out_ada(desk: Desk, by: Actor) -> None:
    pay_out(desk, by, desk.ada)


def pay_out_cy(desk: Desk, by: Actor) -> None:
    pay_out(desk, by, desk.cy)


def refund_paid(desk: Desk, by: Actor, amount_minor: int = 7_000, owed: StillOwed = StillOwed.YES) -> None:
    """Give back in cash what Ada paid first."""
    first = db.session.scalars(select(func.min(Payment.id)).where(Payment.member_id == desk.ada)).one() or 0
    refunding.refund(
        request=NewRefund(
            desk.books.chapter_id,
            first,
            amount_minor,
            owed,
            "Left",
            secrets.token_urlsafe(16),
            HandRefund(Method.CASH, today_in(ZONE)),
        ),
        by=by,
    )


def refund_and_waive(desk: Desk, by: Actor) -> None:
    refund_paid(desk, by, 3_000, StillOwed.WAIVED)


def refund_and_reverse(desk: Desk, by: Actor) -> None:
    refund_paid(desk, by, 2_000, StillOwed.REVERSED)


WAYS: list[Callable[[Desk, Actor], None]] = [
    waive,
    reverse_owed,
    reverse_paid,
    reverse_together,
    reverse_payment,
    bring_credit,
    pay_out_ada,
    pay_out_cy,
    refund_paid,
    refund_and_waive,
    refund_and_reverse,
]
