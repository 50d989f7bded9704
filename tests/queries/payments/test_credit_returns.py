"""Credit that went back to members."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry
from sigma_finance.queries.payments import credit_returns
from sigma_finance.services.payments import credit_returns as services
from tests.books import ZONE, Books, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    pay(made, made.members[0], 9000)
    return made


def give_back(books: Books, amount_minor: int = 4000, form_key: str = "form") -> int:
    request = NewCreditReturn(
        chapter_id=books.chapter_id,
        member_id=books.members[0],
        amount_minor=amount_minor,
        method=Method.CASH,
        paid_on=today_in(ZONE),
        note="",
        form_key=form_key,
    )
    return services.return_credit(request=request, by=OPERATOR)


class TestACreditReturn:
    def test_is_found_by_its_id_and_by_the_form_that_made_it(self, books: Books) -> None:
        made = give_back(books)
        for found in (
            credit_returns.find_credit_return(chapter_id=books.chapter_id, credit_return_id=made),
            credit_returns.find_by_form_key(chapter_id=books.chapter_id, form_key="form"),
        ):
            assert found is not None
            assert (found.id, found.amount_minor) == (made, 4000)
        assert credit_returns.find_by_form_key(chapter_id=books.chapter_id, form_key="other") is None

    def test_is_found_with_what_it_posted(self, books: Books) -> None:
        made = give_back(books)
        entry_id, postings = credit_returns.booked(chapter_id=books.chapter_id, credit_return_id=made)
        assert db.session.get_one(JournalEntry, entry_id).credit_return_id == made
        assert {(one.account, one.amount_minor) for one in postings} == {
            (Account.MEMBER_CREDIT, 4000),
            (Account.CASH_ON_HAND, -4000),
        }

    def test_of_another_chapter_is_not_found(self, books: Books) -> None:
        made, other = give_back(books), open_books().chapter_id
        assert credit_returns.find_credit_return(chapter_id=other, credit_return_id=made) is None
        assert credit_returns.find_by_form_key(chapter_id=other, form_key="form") is None
        with pytest.raises(NoResultFound):
            credit_returns.booked(chapter_id=other, credit_return_id=made)
