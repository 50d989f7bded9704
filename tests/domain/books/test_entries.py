"""From facts to lines: money in, money back, credit used; on paper, thousands of terms a second."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigma_finance.domain.books import entries
from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, Account, ChargeKind
from sigma_finance.domain.books.facts import CreditSource, MemberFacts, PaymentFacts
from sigma_finance.domain.books.lines import PostingLine
from sigma_finance.domain.books.settling import OpenInstallment
from sigma_finance.domain.errors import Conflict
from tests.domain.books.paper import DAY, MEMBER, PaperBooks

amounts = st.integers(1, 30_000)
which = st.integers(0, 9)
acts = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "charge",
                "receive",
                "take back",
                "put back",
                "go back",
                "waive",
                "reschedule",
                "reverse",
                "return credit",
            )
        ),
        which,
        amounts,
    ),
    min_size=1,
    max_size=16,
)


def act(books: PaperBooks, what: str, pick: int, amount: int) -> None:
    """Do one thing of a term, where it can be done."""
    payment_id = pick % len(books.fees) + 1 if books.fees else 0
    if what == "charge":
        books.charge(amount, due_in=pick, kind=list(ChargeKind)[pick % len(ChargeKind)])
    elif what == "receive":
        books.receive(amount, fee=amount // 40 if pick % 2 else 0)
    elif what == "take back" and payment_id:
        books.take_back(payment_id, amount)
    elif what == "put back" and payment_id and books.payment(payment_id).left_minor > 0:
        books.take_back(payment_id, min(amount, books.payment(payment_id).left_minor))
        books.put_back(payment_id, min(amount, 100))
    elif what == "go back" and payment_id:
        books.go_back(payment_id, amount)
    elif what == "return credit":
        books.return_credit(amount)
    else:
        _change_charges(books, what, pick, amount)


def _change_charges(books: PaperBooks, what: str, pick: int, amount: int) -> None:
    open_minor = books.on(Account.RECEIVABLE)
    standing = sorted(set(books.charges) - books.reversed)
    if what == "waive" and open_minor:
        books.waive(min(amount, open_minor))
    elif what == "reschedule" and open_minor:
        books.reschedule(pick * 7)
    elif what == "reverse" and standing:
        books.reverse_charge(standing[pick % len(standing)])


def assert_holds(books: PaperBooks) -> None:
    """No cent lost, none invented, and no credit beside something open."""
    still_open = books.sums(lambda line: line.installment_id, Account.RECEIVABLE)
    credit = books.sums(lambda line: line.payment_id, Account.MEMBER_CREDIT)
    assert min([0, *still_open.values()]) == 0
    assert max([0, *credit.values()]) == 0
    assert not (books.on(Account.RECEIVABLE) and books.on(Account.MEMBER_CREDIT))
    assert sum(line.amount_minor for _, line in books.written) == 0
    for payment_id in books.fees:
        of_payment = [line.amount_minor for _, line in books.written if line.payment_id == payment_id]
        assert sum(of_payment) == 0
        payment = books.payment(payment_id)
        assert 0 <= payment.fee_minor <= books.fees[payment_id]
        assert payment.excess_minor == max(-payment.left_minor, 0)


class TestEntries:
    @settings(max_examples=300, deadline=None)
    @given(acts)
    def test_lose_no_cent_whatever_a_term_brings(self, term: list[tuple[str, int, int]]) -> None:
        books = PaperBooks()
        for step in term:
            with suppress(Conflict):
                act(books, *step)
            assert_holds(books)

    @settings(max_examples=200, deadline=None)
    @given(acts)
    def test_come_back_to_nothing_as_everything_is_taken_back(self, term: list[tuple[str, int, int]]) -> None:
        books = PaperBooks()
        for step in term:
            with suppress(Conflict):
                act(books, *step)
        for charge_id in set(books.charges) - books.reversed:
            books.reverse_charge(charge_id)
        returned = -books.on(Account.CASH_ON_HAND)
        for payment_id in books.fees:
            left = books.payment(payment_id).left_minor
            if left > 0:
                books.take_back(payment_id, left)
            elif left < 0:
                books.put_back(payment_id, -left)
        assert_holds(books)
        assert (books.on(Account.RECEIVABLE), books.on(Account.MEMBER_CREDIT)) == (0, 0)
        assert books.on(Account.WAIVERS) == 0
        assert sum(books.on(account) for account in CASH_ACCOUNTS) == 0
        assert books.on(Account.CASH_STRIPE) == returned


def owing(*parts: OpenInstallment, credit: tuple[CreditSource, ...] = ()) -> MemberFacts:
    return MemberFacts(MEMBER, parts, credit)


def part(number: int, minor: int) -> OpenInstallment:
    return OpenInstallment(number, DAY, ChargeKind.DUES, minor)


def shown(lines: list[PostingLine]) -> list[tuple[str, int, int | None]]:
    return [(line.account.value, line.amount_minor, line.installment_id) for line in lines]


class TestMoneyReceived:
    def test_pays_its_card_fee_first_then_what_is_owed_and_keeps_the_rest_as_credit(self) -> None:
        payment = PaymentFacts(1, MEMBER, Account.CASH_STRIPE, covers_fee_minor=300)
        assert shown(entries.received(payment, owing(part(5, 6000)), 10_300)) == [
            ("cash_stripe", 10_300, None),
            ("income_card_fees", -300, None),
            ("receivable", -6000, 5),
            ("member_credit", -4000, None),
        ]

    def test_books_no_part_of_the_fee_twice(self) -> None:
        payment = PaymentFacts(1, MEMBER, Account.CASH_STRIPE, covers_fee_minor=300, fee_minor=100)
        assert (Account.INCOME_CARD_FEES, -200) in [
            (line.account, line.amount_minor) for line in entries.received(payment, owing(), 1000)
        ]

    def test_waits_on_unassigned_without_a_member_and_is_income_of_a_donor(self) -> None:
        unknown = PaymentFacts(1, None, Account.CASH_STRIPE)
        gift = PaymentFacts(1, None, Account.CASH_ON_HAND, is_donation=True)
        assert shown(entries.received(unknown, None, 5))[1] == ("unassigned", -5, None)
        assert shown(entries.received(gift, None, 5))[1] == ("income_donations", -5, None)


class TestUnassignedMoney:
    def test_settles_what_its_member_owes_and_keeps_the_rest_as_credit(self) -> None:
        payment = PaymentFacts(1, None, Account.CASH_STRIPE)
        lines = entries.assigned(payment, owing(part(5, 60)), 100)
        assert shown(lines) == [
            ("unassigned", 100, None),
            ("receivable", -60, 5),
            ("member_credit", -40, None),
        ]
        assert {(line.member_id, line.payment_id) for line in lines} == {(MEMBER, 1)}

    def test_goes_back_from_where_it_waited(self) -> None:
        unknown = PaymentFacts(1, None, Account.CASH_STRIPE, cash={Account.CASH_STRIPE: 100})
        gift = replace(unknown, is_donation=True)
        assert shown(entries.taken_back(unknown, 40)) == [
            ("unassigned", 40, None),
            ("cash_stripe", -40, None),
        ]
        assert shown(entries.taken_back(gift, 40))[0] == ("income_donations", 40, None)


class TestMoneyTakenBack:
    held = PaymentFacts(
        1,
        MEMBER,
        Account.CASH_ON_HAND,
        fee_minor=30,
        credit_minor=100,
        settled=((9, 200), (8, 300)),
        cash={Account.CASH_BANK: 400, Account.CASH_ON_HAND: 230},
    )

    def test_takes_unused_credit_then_what_was_settled_last_and_the_fee_at_the_end(self) -> None:
        assert shown(entries.taken_back(self.held, 610)) == [
            ("receivable", 200, 9),
            ("receivable", 300, 8),
            ("member_credit", 100, None),
            ("income_card_fees", 10, None),
            ("cash_on_hand", -230, None),
            ("cash_bank", -380, None),
        ]

    def test_spares_what_was_settled_while_credit_is_enough(self) -> None:
        assert shown(entries.taken_back(self.held, 100)) == [
            ("member_credit", 100, None),
            ("cash_on_hand", -100, None),
        ]

    def test_refuses_more_than_is_left(self) -> None:
        with pytest.raises(Conflict, match="more than is left"):
            entries.taken_back(self.held, 631)

    def test_leaves_the_accounts_in_their_order_to_the_last_cent(self) -> None:
        places = {Account.CASH_STRIPE: 1, Account.CASH_BANK: 500, Account.CASH_ON_HAND: 129}
        lines = entries.taken_back(replace(self.held, cash=places), 630)
        others = sorted({Account.CASH_STRIPE, Account.CASH_BANK})
        assert [(line.account, line.amount_minor) for line in lines][-3:] == [
            (Account.CASH_ON_HAND, -129),
            *((account, -places[account]) for account in others),
        ]

    def test_refuses_more_than_lies_anywhere(self) -> None:
        with pytest.raises(Conflict, match="more than is left") as refusal:
            entries.taken_back(replace(self.held, cash={Account.CASH_BANK: 400}), 401)
        assert refusal.value.field == "amount"


class TestMoneyThatItsProviderTookBack:
    held = PaymentFacts(
        1,
        MEMBER,
        Account.CASH_STRIPE,
        settled=((9, 150),),
        cash={Account.CASH_STRIPE: 200, Account.CASH_ON_HAND: -50},
    )

    def test_stands_in_excess_beyond_what_the_payment_holds_and_leaves_where_it_came_in(self) -> None:
        assert shown(entries.gone_back(self.held, 200)) == [
            ("receivable", 150, 9),
            ("disputed_in_excess", 50, None),
            ("cash_stripe", -200, None),
        ]

    def test_is_given_back_by_hand_up_to_what_is_left(self) -> None:
        assert shown(entries.given_back(self.held, 150, Account.CASH_BANK)) == [
            ("receivable", 150, 9),
            ("cash_bank", -150, None),
        ]
        with pytest.raises(Conflict, match="more than is left"):
            entries.given_back(self.held, 151, Account.CASH_BANK)

    def test_is_all_in_excess_once_nothing_is_left(self) -> None:
        gone = replace(self.held, settled=(), cash={Account.CASH_STRIPE: -20})
        assert [line for line in shown(entries.gone_back(gone, 70)) if line[1]] == [
            ("disputed_in_excess", 70, None),
            ("cash_stripe", -70, None),
        ]

    def test_makes_good_what_stands_in_excess_first_when_it_comes_again(self) -> None:
        excess = {Account.DISPUTED_IN_EXCESS: 30, Account.LOST_DISPUTES: 20}
        gone = replace(self.held, settled=(), cash={Account.CASH_STRIPE: -50}, excess=excess)
        assert [line for line in shown(entries.received(gone, owing(part(9, 150)), 200)) if line[1]] == [
            ("cash_stripe", 200, None),
            ("disputed_in_excess", -30, None),
            ("lost_disputes", -20, None),
            ("receivable", -150, 9),
        ]

    def test_is_an_expense_once_it_will_not_come_back(self) -> None:
        assert shown(entries.lost(self.held, 50)) == [
            ("lost_disputes", 50, None),
            ("disputed_in_excess", -50, None),
        ]

    def test_is_no_credit_again_where_it_was_refunded_meanwhile(self) -> None:
        returned = entries.credit_returned(owing(credit=(CreditSource(3, 50),)), 50, Account.CASH_BANK)
        brought = entries.credit_returned(owing(credit=(CreditSource(None, 50),)), 50, Account.CASH_BANK)
        assert shown(entries.credit_put_back(brought, {1: 20})) == [
            ("member_credit", -50, None),
            ("cash_bank", 50, None),
        ]
        assert shown(entries.credit_put_back(returned, {3: 20})) == [
            ("member_credit", -30, None),
            ("disputed_in_excess", -20, None),
            ("cash_bank", 50, None),
        ]


class TestCreditApplied:
    def test_uses_the_oldest_payment_first_and_says_which_one_it_was(self) -> None:
        credit = (CreditSource(None, 50), CreditSource(4, 100))
        found = entries.credit_applied(owing(part(1, 60), part(2, 20), credit=credit))
        assert [(source, shown(lines)) for source, lines in found] == [
            (None, [("member_credit", 50, None), ("receivable", -50, 1)]),
            (4, [("member_credit", 30, None), ("receivable", -10, 1), ("receivable", -20, 2)]),
        ]

    def test_does_nothing_where_nothing_is_open_or_no_credit_is_left(self) -> None:
        assert entries.credit_applied(owing(credit=(CreditSource(4, 100),))) == []
        assert entries.credit_applied(owing(part(1, 60))) == []


class TestCreditReturned:
    def test_leaves_from_the_account_that_paid_it_back_payment_by_payment(self) -> None:
        member = owing(credit=(CreditSource(3, 50), CreditSource(4, 100)))
        lines = entries.credit_returned(member, 80, Account.CASH_BANK)
        assert [(line.account.value, line.amount_minor, line.payment_id) for line in lines] == [
            ("member_credit", 50, 3),
            ("member_credit", 30, 4),
            ("cash_bank", -50, 3),
            ("cash_bank", -30, 4),
        ]

    def test_is_refused_beyond_the_credit(self) -> None:
        with pytest.raises(Conflict, match="less credit"):
            entries.credit_returned(owing(credit=(CreditSource(3, 50),)), 51, Account.CASH_BANK)


class TestMoneyMoved:
    def test_leaves_one_account_for_another_payment_by_payment(self) -> None:
        lines = entries.moved([(3, 50), (4, 20)], out_of=Account.CASH_ON_HAND, into=Account.CASH_BANK)
        assert [(line.account.value, line.amount_minor, line.payment_id) for line in lines] == [
            ("cash_bank", 50, 3),
            ("cash_on_hand", -50, 3),
            ("cash_bank", 20, 4),
            ("cash_on_hand", -20, 4),
        ]

    @pytest.mark.parametrize("minor", [330, -330])
    def test_is_a_fee_where_the_provider_kept_it(self, minor: int) -> None:
        account = Account.PROCESSING_FEES
        assert shown(entries.kept_by_provider(account, minor)) == [
            (account.value, minor, None),
            ("cash_stripe", -minor, None),
        ]


class TestWhatWasBeforeTheBooks:
    def test_touches_neither_what_is_owed_nor_credit_where_it_is_a_payment(self) -> None:
        lines = entries.historical(MEMBER, 3, 200)
        assert shown(lines) == [("historical_cash", 200, None), ("historical_income", -200, None)]
        assert {(line.member_id, line.payment_id) for line in lines} == {(MEMBER, 3)}

    @pytest.mark.parametrize("minor", [200, -200])
    def test_may_be_credit_that_comes_from_no_payment(self, minor: int) -> None:
        lines = entries.opening_credit(MEMBER, minor)
        assert shown(lines) == [("opening_balance", minor, None), ("member_credit", -minor, None)]
        assert {(line.member_id, line.payment_id) for line in lines} == {(MEMBER, None)}
