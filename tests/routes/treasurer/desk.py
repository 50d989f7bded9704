"""What tests of the officers' pages share: amounts and texts that cannot be taken, and things for the pages to show."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.dues.requests import PeriodTerms
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, JournalEntry, Member, Payment, Posting
from sigma_finance.services.books import chain
from sigma_finance.services.dues import periods
from sigma_finance.services.payments import recording
from tests.people import Person, add_person
from tests.routes.house import ZONE, House, entry

BAD_AMOUNTS = (
    "",
    "-5",
    "0",
    "0.00",
    "12.345",
    "1e309",
    "NaN",
    "Infinity",
    "abc",
    "1,00",
    "1234567",
    "٥٠",
    "２０",
    "1_000",
    "20$",
    "20\x00",
)
BAD_DAYS = ("", "2026-02-31", "31/12/2026", "tomorrow", "20261231", "٢٠٢٦-٠١-٠١", "2026-01-01\x00")
TOO_LONG = "x" * 301


def build_desk() -> House:
    """A chapter of three, one of them its treasurer, and another chapter's treasurer; nobody charged yet."""
    ours, theirs = _chapter("sds", "Sigma Delta Sigma"), _chapter("kr", "Kappa Rho")
    return House(
        slug="sds",
        ada=add_person(ours, "Ada Byron", "ada@example.org"),
        ben=add_person(ours, "Ben Banneker", "ben@example.org"),
        tess=add_person(ours, "Tess Treasurer", "tess@example.org", Role.TREASURER),
        stranger=add_person(theirs, "Sam Stranger", "sam@example.org", Role.TREASURER),
    )


def _chapter(slug: str, name: str) -> int:
    chapter = Chapter(slug=slug, name=name, currency="USD", timezone=ZONE, dues_minor=20000)
    db.session.add(chapter)
    db.session.commit()
    return chapter.id


def today() -> date:
    """The chapters' date."""
    return today_in(ZONE)


def period(house: House, name: str = "2026-27", *, amount_minor: int = 20000, due_in: int = 30) -> int:
    """A dues period that has charged nobody; returns its id."""
    return periods.create_period(
        chapter_id=house.tess.chapter_id,
        name=name,
        terms=PeriodTerms(amount_minor, today() + timedelta(days=due_in)),
        by=OPERATOR,
    )


def assess(house: House, period_id: int) -> None:
    """Charge everyone for it."""
    periods.assess(chapter_id=house.tess.chapter_id, period_id=period_id, by=OPERATOR)


def report(person: Person, amount_minor: int = 20000, method: Method = Method.ZELLE) -> str:
    """A payment that a member reports; returns its reference."""
    payment_id = recording.report(request=entry(person, amount_minor, method), by=OPERATOR)
    return db.session.get_one(Payment, payment_id).reference


def unmatched(house: House, amount_minor: int = 7500) -> str:
    """Money by card whose member is not known; returns its reference."""
    payment = Payment(
        chapter_id=house.tess.chapter_id,
        reference=new_reference(),
        method=Method.CARD,
        state=PaymentState.SUCCEEDED,
        amount_minor=amount_minor,
        received_on=today(),
        stripe_payment_intent_id=f"pi_{secrets.token_hex(8)}",
        succeeded_at=now(),
    )
    db.session.add(payment)
    db.session.flush()
    booked = JournalEntry(
        chapter_id=payment.chapter_id, kind=EntryKind.PAYMENT, booked_on=today(), payment_id=payment.id
    )
    db.session.add(booked)
    db.session.flush()
    for account, amount in ((Account.CASH_STRIPE, amount_minor), (Account.UNASSIGNED, -amount_minor)):
        db.session.add(
            Posting(
                chapter_id=payment.chapter_id,
                entry_id=booked.id,
                booked_on=booked.booked_on,
                account=account,
                amount_minor=amount,
                payment_id=payment.id,
            )
        )
    _raise_version(payment.chapter_id)
    chapter_id, reference, entry_id = payment.chapter_id, payment.reference, booked.id
    transactional(chain.link)(chapter_id, [entry_id])
    return reference


def under_way(person: Person, amount_minor: int = 20000) -> None:
    """A bank debit that has not settled."""
    db.session.add(
        Payment(
            chapter_id=person.chapter_id,
            member_id=person.member_id,
            reference=new_reference(),
            method=Method.BANK_DEBIT,
            state=PaymentState.PROCESSING,
            amount_minor=amount_minor,
        )
    )
    db.session.commit()


def enrol(house: House, number: int, *, status: MemberStatus = MemberStatus.ACTIVE) -> list[int]:
    """So many more members on the roster; returns their ids."""
    people = [
        Member(
            chapter_id=house.tess.chapter_id,
            name=f"Member {index:03d}",
            email=f"member{index}.{house.slug}@example.org",
            status=status,
        )
        for index in range(number)
    ]
    db.session.add_all(people)
    _raise_version(house.tess.chapter_id)
    return [person.id for person in people]


def _raise_version(chapter_id: int) -> None:
    db.session.get_one(Chapter, chapter_id).figures_version += 1
    db.session.commit()


def count_payments(house: House) -> int:
    """How many payments the chapter has."""
    db.session.rollback()
    return db.session.query(Payment).filter_by(chapter_id=house.tess.chapter_id).count()
