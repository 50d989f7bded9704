"""The fixed cast of the pages' tests: two chapters, what their people owe and pay, and what a page asks for."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import event, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.extensions import db
from sigma_finance.models import Member, Payment
from sigma_finance.services.dues import charges
from sigma_finance.services.payments import pay_links, recording
from sigma_finance.services.payments.booking import BookingResult
from tests.people import Person, add_person, open_chapter

ZONE = "America/New_York"


@dataclass(frozen=True)
class House:
    """A chapter: two members, an officer, and a stranger, who is the treasurer of another chapter."""

    slug: str
    ada: Person
    ben: Person
    tess: Person
    stranger: Person


def build_house() -> House:
    """Both chapters, nobody charged yet."""
    ours, theirs = open_chapter(), open_chapter("kr", "Kappa Rho")
    return House(
        slug=ours.slug,
        ada=add_person(ours.chapter_id, "Ada Byron", "ada@example.org"),
        ben=add_person(ours.chapter_id, "Ben Banneker", "ben@example.org"),
        tess=ours.treasurer,
        stranger=theirs.treasurer,
    )


def owe(
    person: Person,
    amount_minor: int = 20000,
    *,
    due_in: int = 30,
    what: str = "2026-27 dues",
    kind: ChargeKind = ChargeKind.DUES,
) -> date:
    """Charge a person; returns the due date."""
    due_on = today_in(ZONE) + timedelta(days=due_in)
    request = charges.NewCharge(person.member_id, kind, what, amount_minor, due_on)
    charges.charge(chapter_id=person.chapter_id, request=request, by=OPERATOR)
    return due_on


def entry(person: Person, amount_minor: int, method: Method = Method.CASH) -> ManualPayment:
    """What is entered about money that came in today."""
    return ManualPayment(
        chapter_id=person.chapter_id,
        member_id=person.member_id,
        amount_minor=amount_minor,
        method=method,
        received_on=today_in(ZONE),
        note="",
        taken_by="Tess",
        form_key=secrets.token_urlsafe(16),
    )


def pay_cash(person: Person, amount_minor: int) -> BookingResult:
    """Record cash from a person."""
    return recording.record(request=entry(person, amount_minor), by=OPERATOR)


def change(person: Person, **values: Any) -> None:
    """Set what no page changes yet: the class of a member, the day of their initiation."""
    member = member_of(person)
    for name, value in values.items():
        setattr(member, name, value)
    db.session.commit()


def exempt(person: Person) -> None:
    """Excuse a person from dues."""
    change(person, member_class=MemberClass.EXEMPT)


def member_of(person: Person) -> Member:
    """The person's row as the database has it now."""
    db.session.rollback()
    return db.session.get_one(Member, person.member_id)


def payments_of(person: Person) -> list[Payment]:
    """The person's payments as the database has them now, oldest first."""
    db.session.rollback()
    return list(
        db.session.scalars(select(Payment).where(Payment.member_id == person.member_id).order_by(Payment.id))
    )


@contextmanager
def selects() -> Iterator[list[str]]:
    """Every SELECT sent meanwhile, the one for the session's row left out."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT") and "sign_in_sessions" not in statement:
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def link_of(house: House) -> str:
    """The path of a fresh link of Ada's."""
    link_id = pay_links.make(
        chapter_id=house.ada.chapter_id,
        member_id=house.ada.member_id,
        kind=PayLinkKind.MEMBER,
        by=OPERATOR,
    )
    return "/pay/" + pay_links.address_of(link_id).rpartition("/")[2]
