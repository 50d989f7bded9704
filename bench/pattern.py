"""A chapter of two hundred, kept by the product's own services: what the copies are made of."""

from __future__ import annotations

from datetime import timedelta

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.requests import PeriodTerms
from sigma_finance.domain.logins.passwords import hash_password
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, User
from sigma_finance.services.dues import charges, periods
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.payments import recording

SLUG, ZONE, PASSWORD = "bench", "America/New_York", "plum tractor seven oceans"
#: As many as the chapter has that is measured.
MEMBERS = 200
MEMBER, TREASURER = "member@bench.example", "treasurer@bench.example"
YEARS = (("2025-26", -200), ("2026-27", 30))
DUES_MINOR = 20_000
METHODS = (Method.CASH, Method.CHECK, Method.ZELLE, Method.BANK_TRANSFER)


def large(email: str) -> str:
    """The address of the same person in the chapter of many members."""
    return f"large-{email}"


def build(*, rounds: int, members: int = MEMBERS) -> int:
    """Keep two years of a chapter; of ten members seven have paid each year, one in part. Returns its id."""
    chapter = Chapter(
        slug=SLUG, name="Bench Chapter", currency="USD", timezone=ZONE, dues_minor=DUES_MINOR, policy={}
    )
    db.session.add(chapter)
    db.session.flush()
    people = [_member(chapter.id, number) for number in range(members)]
    hashed = hash_password(PASSWORD, rounds=rounds)
    _login(people[0], MEMBER, Role.MEMBER, hashed)
    _login(people[1], TREASURER, Role.TREASURER, hashed)
    db.session.commit()
    for name, due_in in YEARS:
        _year(chapter.id, name, due_in, [member.id for member in people])
    return chapter.id


def _member(chapter_id: int, number: int) -> Member:
    name = f"Member {number:03}"
    member = Member(chapter_id=chapter_id, name=name, email=f"m{number:03}@bench.example")
    db.session.add(member)
    return member


def _login(member: Member, email: str, role: Role, password_hash: str) -> None:
    user = User(name=member.name, email=email, password_hash=password_hash)
    db.session.add(user)
    db.session.flush()
    member.user_id, member.email, member.role = user.id, email, role


def _year(chapter_id: int, name: str, due_in: int, member_ids: list[int]) -> None:
    due_on = today_in(ZONE) + timedelta(days=due_in)
    period_id = periods.create_period(
        chapter_id=chapter_id, name=name, terms=PeriodTerms(DUES_MINOR, due_on), by=OPERATOR
    )
    periods.assess(chapter_id=chapter_id, period_id=period_id, by=OPERATOR)
    for number, member_id in enumerate(member_ids):
        if number % 25 == 0:
            fine = NewCharge(member_id, ChargeKind.FINE, "Missed the cleanup day", 1_500, due_on)
            charges.charge(chapter_id=chapter_id, request=fine, by=OPERATOR)
    paying = [(number, member_id) for number, member_id in enumerate(member_ids) if number % 10 < 8]
    recording.record_many(
        requests=[_payment(chapter_id, name, number, member_id) for number, member_id in paying],
        by=OPERATOR,
    )


def _payment(chapter_id: int, year: str, number: int, member_id: int) -> ManualPayment:
    return ManualPayment(
        chapter_id=chapter_id,
        member_id=member_id,
        amount_minor=DUES_MINOR // 2 if number % 10 == 7 else DUES_MINOR,
        method=METHODS[number % len(METHODS)],
        received_on=today_in(ZONE) - timedelta(days=number % 28),
        note="",
        taken_by="",
        form_key=f"{year}-{number}",
    )
