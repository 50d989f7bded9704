"""Lists of what is spent, and one document with all that is known of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState
from sigma_finance.queries.spending import spendings
from sigma_finance.queries.spending.spendings import SpendingFilter
from tests.people import People, open_chapter
from tests.spending import FOOD, ask, by_check, enter_bill, spend, spending_chapter, today


@pytest.fixture
def people(any_app: Flask) -> People:
    return spending_chapter()


def listed(people: People, **wanted: object) -> list[int]:
    asked = SpendingFilter(**wanted)  # type: ignore[arg-type]
    page = spendings.listed(chapter_id=people.chapter_id, wanted=asked, cursor=None)
    totals = spendings.totals(chapter_id=people.chapter_id, wanted=asked)
    assert totals.count == len(page.rows)
    assert totals.amount_minor == sum(row.amount_minor for row in page.rows)
    return [row.id for row in page.rows]


class TestTheList:
    def test_holds_what_is_wanted_the_latest_first(self, people: People) -> None:
        early = today() - timedelta(days=60)
        old = spend(people, 100, paid=by_check(on=early), spent_on=early, payee="100% Bakery")
        bill = enter_bill(people, 200, payee="Hall_Rent")
        asked = ask(people.member, 300)
        assert listed(people) == [asked, bill, old]
        assert listed(people, kind=SpendingKind.BILL) == [bill]
        assert listed(people, state=SpendingState.ASKED) == [asked]
        assert listed(people, category=FOOD) == [bill, old]
        assert listed(people, category=Account.HELD_01) == []
        assert listed(people, payee="100%") == [old]
        assert listed(people, payee="hall_rent") == [bill]
        assert listed(people, payee="L_R") == [bill]
        assert listed(people, payee="plates") == [asked]
        assert listed(people, last=early) == [old]
        assert listed(people, first=today()) == [asked, bill]

    def test_goes_on_page_by_page(self, people: People) -> None:
        made = [spend(people, 1) for _ in range(53)]
        first = spendings.listed(chapter_id=people.chapter_id, wanted=SpendingFilter(), cursor=Cursor())
        assert [row.id for row in first.rows] == made[:2:-1]
        assert first.next is not None
        second = spendings.listed(
            chapter_id=people.chapter_id, wanted=SpendingFilter(), cursor=Cursor(after=first.next)
        )
        assert [row.id for row in second.rows] == made[2::-1]

    def test_is_the_chapters_own(self, people: People) -> None:
        other, made = open_chapter("kr", "Kappa Rho"), spend(people)
        assert listed(other) == []
        for find in (spendings.get_facts, spendings.lock):
            with pytest.raises(NotFound):
                find(chapter_id=other.chapter_id, spending_id=made)
        assert spendings.steps(chapter_id=other.chapter_id, spending_id=made) == []


class TestWhatWaits:
    def test_to_be_decided_or_paid_comes_by_the_day(self, people: People) -> None:
        later, sooner = (enter_bill(people, 100, due_on=today() + timedelta(days=days)) for days in (20, 5))
        asked = ask(people.member)
        assert [row.id for row in spendings.to_pay(chapter_id=people.chapter_id)] == [sooner, later]
        found = spendings.waiting(
            chapter_id=people.chapter_id, kind=SpendingKind.REIMBURSEMENT, state=SpendingState.ASKED
        )
        assert [row.id for row in found] == [asked]

    def test_of_a_member_is_their_own(self, people: People) -> None:
        asked = ask(people.member)
        for member_id, expected in ((people.member.member_id, [asked]), (people.admin.member_id, [])):
            found = spendings.own(chapter_id=people.chapter_id, member_id=member_id)
            assert [row.id for row in found] == expected


class TestAStep:
    def test_leads_to_its_document_and_back(self, people: People) -> None:
        made, chapter_id = spend(people), people.chapter_id
        [step] = spendings.steps(chapter_id=chapter_id, spending_id=made)
        assert (step.kind, step.actor) == (EntryKind.EXPENSE, people.treasurer.name)
        assert spendings.document_of(chapter_id=chapter_id, entry_id=step.entry_id) == made
        assert spendings.document_of(chapter_id=chapter_id, entry_id=0) is None

    def test_that_does_not_stand_is_a_fault_of_ours(self, people: People) -> None:
        with pytest.raises(AssertionError, match="no entry that stands"):
            spendings.standing_entry(
                chapter_id=people.chapter_id, spending_id=spend(people), kinds=[EntryKind.BILL]
            )
