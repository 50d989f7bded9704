"""The chart of accounts, and the kinds of entry and of charge."""

from __future__ import annotations

import pytest

from sigma_finance.domain.books.accounts import (
    CASH_ACCOUNTS,
    CHARGED_BY_HAND,
    Account,
    ChargeKind,
    EntryKind,
    WaiverKind,
    cash_account,
)
from sigma_finance.domain.payments.payments import Method


class TestAnAccount:
    @pytest.mark.parametrize(
        ("account", "label"),
        [
            (Account.CASH_STRIPE, "Cash at Stripe"),
            (Account.HELD_NATIONAL, "Held for the national body"),
            (Account.MEMBER_CREDIT, "Member credit"),
            (Account.CASH_ON_HAND, "Cash on hand"),
        ],
    )
    def test_is_named_as_an_accountant_would(self, account: Account, label: str) -> None:
        assert account.label == label

    def test_has_a_name_of_its_own(self) -> None:
        assert len({account.label for account in Account}) == len(Account)


class TestMoney:
    @pytest.mark.parametrize(
        ("method", "account"),
        [
            (Method.CARD, Account.CASH_STRIPE),
            (Method.BANK_DEBIT, Account.CASH_STRIPE),
            (Method.CASH, Account.CASH_ON_HAND),
            (Method.CHECK, Account.CASH_ON_HAND),
            (Method.OTHER, Account.CASH_ON_HAND),
            (Method.ZELLE, Account.CASH_BANK),
            (Method.CASH_APP, Account.CASH_BANK),
            (Method.BANK_TRANSFER, Account.CASH_BANK),
        ],
    )
    def test_lies_where_its_method_brings_it(self, method: Method, account: Account) -> None:
        assert cash_account(method) is account

    @pytest.mark.parametrize("method", list(Method))
    def test_lies_on_an_account_of_cash_whatever_its_method(self, method: Method) -> None:
        assert cash_account(method) in CASH_ACCOUNTS


class TestACharge:
    @pytest.mark.parametrize(
        ("kind", "income"),
        [
            (ChargeKind.DUES, Account.INCOME_DUES),
            (ChargeKind.REGISTRATION, Account.INCOME_FEES),
            (ChargeKind.FEE, Account.INCOME_FEES),
            (ChargeKind.FINE, Account.INCOME_FEES),
            (ChargeKind.LATE_FEE, Account.INCOME_FEES),
            (ChargeKind.EVENT, Account.INCOME_OTHER),
            (ChargeKind.OTHER, Account.INCOME_OTHER),
            (ChargeKind.OPENING, Account.OPENING_BALANCE),
        ],
    )
    def test_earns_on_the_account_of_its_kind(self, kind: ChargeKind, income: Account) -> None:
        assert kind.income is income

    def test_is_named_in_words(self) -> None:
        assert ChargeKind.OPENING.label == "Brought forward"
        assert ChargeKind.LATE_FEE.label == "Late fee"

    def test_made_by_hand_is_neither_dues_nor_brought_forward_nor_a_late_fee(self) -> None:
        assert set(ChargeKind) - set(CHARGED_BY_HAND) == {
            ChargeKind.DUES,
            ChargeKind.OPENING,
            ChargeKind.LATE_FEE,
        }


class TestAnEntry:
    @pytest.mark.parametrize(
        ("kind", "label"),
        [
            (EntryKind.HISTORICAL, "Historical payment"),
            (EntryKind.CHARGE_REVERSAL, "Charge reversal"),
            (EntryKind.CREDIT_APPLIED, "Credit applied"),
        ],
    )
    def test_says_why_it_was_made(self, kind: EntryKind, label: str) -> None:
        assert kind.label == label


class TestAWaiver:
    @pytest.mark.parametrize(
        ("kind", "memo"),
        [
            (WaiverKind.WAIVER, "New here"),
            (WaiverKind.OTHER, "New here"),
            (WaiverKind.SCHOLARSHIP, "Scholarship: New here"),
            (WaiverKind.HARDSHIP, "Hardship: New here"),
        ],
    )
    def test_says_its_kind_before_the_reason_where_that_tells_more(self, kind: WaiverKind, memo: str) -> None:
        assert kind.memo("New here") == memo


class TestEntryKind:
    @pytest.mark.parametrize(
        ("kind", "label"),
        [
            (EntryKind.CREDIT_RETURN, "Credit return"),
            (EntryKind.CREDIT_RETURN_REVERSAL, "Credit return reversal"),
            (EntryKind.HISTORICAL, "Historical payment"),
            (EntryKind.PAYMENT, "Payment"),
        ],
    )
    def test_is_called_what_a_treasurer_calls_it(self, kind: EntryKind, label: str) -> None:
        assert kind.label == label

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            (EntryKind.REFUND, "Refunded"),
            (EntryKind.REFUND_FAILED, "Refund failed, counts again"),
            (EntryKind.DISPUTE, "Taken back by the payer's bank"),
            (EntryKind.DISPUTE_WON, "Given back by the payer's bank"),
            (EntryKind.CREDIT_RETURN, "Credit return"),
        ],
    )
    def test_says_to_a_member_what_happened(self, kind: EntryKind, words: str) -> None:
        assert kind.in_members_words == words

    def test_keeps_the_words_that_the_books_are_written_in(self) -> None:
        assert EntryKind("credit_payout") is EntryKind.CREDIT_RETURN
        assert EntryKind("credit_payout_reversal") is EntryKind.CREDIT_RETURN_REVERSAL
