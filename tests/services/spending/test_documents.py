"""What every document of spending shares."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.spending.spending import SpendingKind
from sigma_finance.services.spending import documents
from tests.people import People
from tests.spending import spending_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return spending_chapter()


class TestTheChecks:
    def test_name_the_field_that_is_wrong(self, people: People) -> None:
        chapter_id = people.chapter_id
        for field in ("spent_on", "paid_on"):
            with pytest.raises(Invalid) as refused:
                documents.check_day(chapter_id, date(1999, 1, 1), field=field)
            assert refused.value.field == field
        documents.check_day(chapter_id, date(2000, 1, 1), field="spent_on")
        documents.check_category(chapter_id, SpendingKind.INCOME, Account.INCOME_OTHER)
        documents.check_category(chapter_id, SpendingKind.BILL, Account.HELD_REGIONAL)
        with pytest.raises(Invalid):
            documents.check_category(chapter_id, SpendingKind.BILL, Account.INCOME_OTHER)
