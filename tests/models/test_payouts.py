"""What the database lets payouts be, their parts and their lines."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.books.accounts import Explanation
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.payouts import LineKind, LineProblem, LinesState, PayoutState
from sigma_finance.extensions import db
from sigma_finance.models import AccountPayout, ChapterPayout, PayoutLine
from tests.books import Books
from tests.models.samples import (
    NOBODY,
    UNHEARD_OF,
    Sample,
    assert_refused,
    assert_taken,
    of,
    somebody_elsewhere,
)


def payout(**facts: object) -> Sample:
    known = {
        "payout_id": new_reference,
        "amount_minor": 100,
        "state": PayoutState.PAID,
        "lines_state": LinesState.READ,
        "automatic": True,
        "arrives_on": date(2026, 11, 30),
    }
    return Sample(AccountPayout, {**known, "currency": "USD", **facts})


def whole() -> int:
    """A payout that this transaction keeps."""
    row = payout().row()
    db.session.add(row)
    db.session.flush()
    assert isinstance(row, AccountPayout)
    return row.id


def part(books: Books) -> Sample:
    facts = {**payout().facts, "account_payout_id": whole, "whole_minor": 100, "shared": False}
    del facts["currency"]
    return Sample(ChapterPayout, of(books, **facts))


def line(books: Books) -> Sample:
    facts = {"kind": LineKind.FEE, "gross_minor": 100, "fee_minor": 10, "net_minor": 90, "line_id": "txn_1"}
    return Sample(PayoutLine, of(books, account_payout_id=whole, **facts))


class TestAPayout:
    def test_is_kept_once_and_in_words_that_are_known(self, books: Books) -> None:
        payout(payout_id="po_1").keep()
        assert_refused(
            payout(),
            {
                "uq_account_payouts_account_payout_id": {"payout_id": "po_1"},
                "ck_account_payouts_state_known": {"state": UNHEARD_OF},
                "ck_account_payouts_lines_state_known": {"lines_state": UNHEARD_OF},
                "fk_account_payouts_chapter_id_chapters": {"chapter_id": NOBODY},
            },
        )
        assert_taken(payout(), {"account": "acct_2", "payout_id": "po_1"}, {"amount_minor": -1})


class TestAPart:
    def test_is_one_of_its_payout_and_confirmed_where_it_is_shared(self, books: Books) -> None:
        one = payout().keep()
        part(books).keep(account_payout_id=one)
        assert_refused(
            part(books),
            {
                "uq_chapter_payouts_chapter_id_account_payout_id": {"account_payout_id": one},
                "ck_chapter_payouts_confirmed_is_shared": {"confirmed_at": now()},
                "ck_chapter_payouts_state_known": {"state": UNHEARD_OF},
                "ck_chapter_payouts_lines_state_known": {"lines_state": UNHEARD_OF},
                "fk_chapter_payouts_confirmed_by_members": {"confirmed_by_member_id": somebody_elsewhere()},
                "fk_chapter_payouts_account_payout_id_account_payouts": {"account_payout_id": NOBODY},
            },
        )
        assert_taken(part(books), {"shared": True, "confirmed_at": now()})


class TestALine:
    def test_is_kept_once_and_adds_up(self, books: Books) -> None:
        one = payout().keep()
        line(books).keep(account_payout_id=one)
        explained = {"category": Explanation.LOSS}
        assert_refused(
            line(books),
            {
                "uq_payout_lines_account_payout_id_line_id_part": {"account_payout_id": one},
                "ck_payout_lines_adds_up": {"net_minor": 100},
                "ck_payout_lines_category_for_unexplained": explained,
                "ck_payout_lines_kind_known": {"kind": UNHEARD_OF},
                "ck_payout_lines_problem_known": {"problem": UNHEARD_OF},
                "ck_payout_lines_category_known": {
                    "category": UNHEARD_OF,
                    "problem": LineProblem.NOTHING_BEHIND,
                },
                "fk_payout_lines_chapter_id_payment_id_payments": {"payment_id": NOBODY},
            },
        )
        unexplained = {**explained, "problem": LineProblem.NOTHING_BEHIND}
        assert_taken(line(books), {"account_payout_id": one, "part": 1}, {"chapter_id": None}, unexplained)
