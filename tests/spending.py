"""What tests of spending share: a chapter with officers and money, and what they enter."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.domain.spending.categories import CategoryKind
from sigma_finance.domain.spending.requests import NewReimbursement, NewSpending, NewTransfer, PaidBy
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState, SpendMethod
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Posting, Spending
from sigma_finance.queries.spending import categories as known
from sigma_finance.services.spending import categories, expenses, moves, reimbursements
from tests.people import People, Person, add_person, open_chapter
from tests.routes.house import ZONE, pay_cash

FOOD = Account.EXPENSE_01


def today() -> date:
    return today_in(ZONE)


def acting(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.user_id, person.member_id)


def spending_chapter(*, in_hand_minor: int = 50000, limit_minor: int = 0) -> People:
    """A chapter with a category of each kind, cash that a member paid, and officers of long standing."""
    people = open_chapter()
    for kind, name in (
        (CategoryKind.EXPENSE, "Food and drinks"),
        (CategoryKind.INCOME, "Fundraisers"),
        (CategoryKind.HELD, "Held for the charity"),
    ):
        categories.add(chapter_id=people.chapter_id, kind=kind, name=name, by=acting(people.treasurer))
    if in_hand_minor:
        pay_cash(people.member, in_hand_minor)
    if limit_minor:
        chapter = db.session.get_one(Chapter, people.chapter_id)
        chapter.policy = Policy(second_person_above_minor=limit_minor).kept()
        db.session.commit()
    return people


def second_treasurer(people: People) -> Person:
    """Another officer, made by the operator, who may decide at once."""
    return add_person(people.chapter_id, "Otto Other", "otto@example.org", Role.TREASURER)


def by_cash(place: Account = Account.CASH_ON_HAND, on: date | None = None) -> PaidBy:
    return PaidBy(SpendMethod.CASH, place, on or today())


def by_check(on: date | None = None, trace: str = "1042") -> PaidBy:
    return PaidBy(SpendMethod.CHECK, Account.CASH_BANK, on or today(), trace)


def an_expense(people: People, amount_minor: int = 4000, **others: Any) -> NewSpending:
    facts: dict[str, Any] = {
        "chapter_id": people.chapter_id,
        "kind": SpendingKind.EXPENSE,
        "category": FOOD,
        "payee": "Corner Shop",
        "amount_minor": amount_minor,
        "spent_on": today(),
        "what": "Dinner",
        "form_key": secrets.token_urlsafe(16),
        "paid": by_cash(),
    }
    return NewSpending(**{**facts, **others})


def a_bill(people: People, amount_minor: int = 4000, **others: Any) -> NewSpending:
    facts: dict[str, Any] = {"kind": SpendingKind.BILL, "paid": None, "due_on": today() + timedelta(days=14)}
    return an_expense(people, amount_minor, **{**facts, **others})


def spend(people: People, amount_minor: int = 4000, **others: Any) -> int:
    request = an_expense(people, amount_minor, **others)
    return expenses.record(request=request, file_ids=[], by=acting(people.treasurer))


def enter_bill(people: People, amount_minor: int = 4000, **others: Any) -> int:
    request = a_bill(people, amount_minor, **others)
    return expenses.record(request=request, file_ids=[], by=acting(people.treasurer))


def a_reimbursement(person: Person, amount_minor: int = 3000, **others: Any) -> NewReimbursement:
    facts: dict[str, Any] = {
        "chapter_id": person.chapter_id,
        "member_id": person.member_id,
        "amount_minor": amount_minor,
        "spent_on": today(),
        "payee": "Corner Shop",
        "what": "Plates and cups",
        "pay_to": "Zelle ada@example.org",
        "form_key": secrets.token_urlsafe(16),
    }
    return NewReimbursement(**{**facts, **others})


def ask(person: Person, amount_minor: int = 3000, **others: Any) -> int:
    request = a_reimbursement(person, amount_minor, **others)
    return reimbursements.ask(request=request, file_ids=[], by=acting(person))


def move(people: People, out_of: Account, into: Account, amount_minor: int) -> int:
    request = NewTransfer(
        people.chapter_id, out_of, into, amount_minor, today(), "", secrets.token_urlsafe(16)
    )
    return moves.transfer(request=request, by=acting(people.treasurer))


def on(people: People, account: Account) -> int:
    """What stands on an account."""
    db.session.rollback()
    total = select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
        Posting.chapter_id == people.chapter_id, Posting.account == account
    )
    return int(db.session.scalar(total) or 0)


def state_of(spending_id: int) -> SpendingState:
    db.session.rollback()
    return db.session.get_one(Spending, spending_id).state


def category_id(people: People, account: Account = FOOD) -> int:
    db.session.rollback()
    return next(one.id for one in known.categories(chapter_id=people.chapter_id) if one.account is account)
