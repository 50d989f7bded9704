"""Lines, drafts, and what they do to balances."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.lines import Draft, EntryUnbalanced, PostingLine, changes, checked, opposite

OWED = PostingLine(Account.RECEIVABLE, 100, 7, 1)
EARNED = PostingLine(Account.INCOME_DUES, -100, 7)


def draft(*lines: PostingLine) -> Draft:
    return Draft(1, EntryKind.CHARGE, date(2026, 1, 1), lines)


class TestADraft:
    def test_leaves_out_lines_that_move_nothing(self) -> None:
        assert checked(draft(OWED, PostingLine(Account.WAIVERS, 0), EARNED)) == [OWED, EARNED]

    @pytest.mark.parametrize("lines", [(), (OWED,), (OWED, OWED), (PostingLine(Account.WAIVERS, 0),)])
    def test_is_refused_unless_it_is_an_entry(self, lines: tuple[PostingLine, ...]) -> None:
        with pytest.raises(EntryUnbalanced, match=r"^charge of chapter 1: "):
            checked(draft(*lines))


class TestChanges:
    def test_are_those_of_receivable_and_credit_alone(self) -> None:
        credit = PostingLine(Account.MEMBER_CREDIT, -30, 8, payment_id=2)
        found = changes([OWED, EARNED, credit])
        assert (dict(found.balance), dict(found.open), dict(found.credit)) == ({7: 100}, {1: 100}, {8: 30})
        assert found.member_ids == [7, 8]

    def test_are_of_somebody_and_of_an_installment(self) -> None:
        nobodys = PostingLine(Account.RECEIVABLE, 100, None, 1)
        of_none = PostingLine(Account.RECEIVABLE, 100, 7)
        elsewhere = PostingLine(Account.CASH_BANK, 100, 7, 1)
        found = changes([nobodys, of_none, elsewhere])
        assert (dict(found.balance), dict(found.open), dict(found.credit)) == ({}, {}, {})

    def test_cancel_out_with_the_opposite_lines(self) -> None:
        found = changes([OWED, EARNED, *opposite([OWED, EARNED])])
        assert (found.balance[7], found.open[1]) == (0, 0)
