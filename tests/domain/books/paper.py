"""Books on paper: entries as the rules give them, and the facts derived from them, without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from sigma_finance.domain.books import charging, entries
from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, EXCESS_ACCOUNTS, Account, ChargeKind, EntryKind
from sigma_finance.domain.books.facts import (
    ChargeFacts,
    CreditSource,
    InstallmentMovement,
    MemberFacts,
    PaymentFacts,
)
from sigma_finance.domain.books.lines import Draft, PostingLine, checked
from sigma_finance.domain.books.settling import OpenInstallment

K = TypeVar("K")
DAY = date(2026, 1, 1)
MEMBER = 7


@dataclass
class PaperBooks:
    """One member's books: what was written, in order."""

    written: list[tuple[EntryKind, PostingLine]] = field(default_factory=list)
    due: dict[int, tuple[int, date, ChargeKind]] = field(default_factory=dict)
    charges: dict[int, ChargeFacts] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)
    fees: dict[int, int] = field(default_factory=dict)

    def write(self, kind: EntryKind, lines: Sequence[PostingLine]) -> None:
        """One entry, and after it the credit applied as the ledger does."""
        self.written += [(kind, line) for line in checked(Draft(1, kind, DAY, lines))]
        if kind is not EntryKind.CREDIT_APPLIED:
            for _, applied in entries.credit_applied(self.member()):
                self.write(EntryKind.CREDIT_APPLIED, applied)

    def charge(self, amount: int, *, due_in: int = 0, kind: ChargeKind = ChargeKind.DUES) -> int:
        """Charge so much; returns the charge's id."""
        charge = ChargeFacts(MEMBER, kind, amount)
        charge_id = len(self.charges) + 1
        self.charges[charge_id] = charge
        part = self._installment(charge_id, due_in)
        self.write(EntryKind.CHARGE, charging.charged(charge, [(part, amount)]))
        return charge_id

    def _installment(self, charge_id: int, due_in: int) -> int:
        part = len(self.due) + 1
        self.due[part] = (charge_id, DAY + timedelta(days=due_in), self.charges[charge_id].kind)
        return part

    def receive(self, amount: int, *, fee: int = 0) -> int:
        """Take a payment in; returns its id."""
        payment_id = len(self.fees) + 1
        self.fees[payment_id] = fee
        self.write(EntryKind.PAYMENT, entries.received(self.payment(payment_id), self.member(), amount))
        return payment_id

    def take_back(self, payment_id: int, amount: int) -> None:
        """Let so much of a payment go back."""
        self.write(EntryKind.REFUND, entries.taken_back(self.payment(payment_id), amount))

    def go_back(self, payment_id: int, amount: int) -> None:
        """Let the provider take so much of a payment, whatever is left of it."""
        self.write(EntryKind.DISPUTE, entries.gone_back(self.payment(payment_id), amount))

    def put_back(self, payment_id: int, amount: int) -> None:
        """Let money of a payment come back that had gone."""
        payment = self.payment(payment_id)
        self.write(EntryKind.REFUND_FAILED, entries.received(payment, self.member(), amount))

    def waive(self, amount: int) -> None:
        """Forgive so much of what is open."""
        self.write(EntryKind.WAIVER, charging.waived(self.member(), amount))

    def reschedule(self, due_in: int) -> None:
        """Move all that is open to another date, each part to one of its charge."""
        old = self.member().open
        new = [(self._installment(self.due[one.id][0], due_in), one.open_minor) for one in old]
        self.write(EntryKind.RESCHEDULE, charging.rescheduled(MEMBER, old=old, new=new))

    def reverse_charge(self, charge_id: int) -> None:
        """Take a charge back."""
        moved: dict[tuple[int, EntryKind, int | None], int] = defaultdict(int)
        for kind, line in self.written:
            if line.installment_id and self.due[line.installment_id][0] == charge_id:
                moved[line.installment_id, kind, line.payment_id] += line.amount_minor
        movements = [InstallmentMovement(*key, minor) for key, minor in moved.items()]
        self.reversed.add(charge_id)
        self.write(EntryKind.CHARGE_REVERSAL, charging.charge_reversed(self.charges[charge_id], movements))

    def return_credit(self, amount: int) -> None:
        """Pay credit back in cash."""
        self.write(
            EntryKind.CREDIT_RETURN, entries.credit_returned(self.member(), amount, Account.CASH_ON_HAND)
        )

    def member(self) -> MemberFacts:
        """What the member has open, and their credit."""
        still_open = self.sums(lambda line: line.installment_id, Account.RECEIVABLE)
        credit = self.sums(lambda line: line.payment_id, Account.MEMBER_CREDIT)
        return MemberFacts(
            MEMBER,
            [
                OpenInstallment(part or 0, self.due[part or 0][1], self.due[part or 0][2], minor)
                for part, minor in still_open.items()
                if minor
            ],
            [CreditSource(source, -minor) for source, minor in credit.items() if minor],
        )

    def payment(self, payment_id: int) -> PaymentFacts:
        """What a payment holds."""
        own = [line for _, line in self.written if line.payment_id == payment_id]
        settled: dict[int, int] = {}
        for line in own:
            if line.installment_id:
                before = settled.pop(line.installment_id, 0)
                settled[line.installment_id] = before - line.amount_minor
        sums = _sums(own, lambda line: line.account)
        return PaymentFacts(
            payment_id,
            MEMBER,
            Account.CASH_STRIPE,
            covers_fee_minor=self.fees[payment_id],
            fee_minor=-sums[Account.INCOME_CARD_FEES],
            credit_minor=-sums[Account.MEMBER_CREDIT],
            settled=[(part, minor) for part, minor in reversed(settled.items()) if minor > 0],
            cash={account: sums[account] for account in CASH_ACCOUNTS if sums[account]},
            excess={account: sums[account] for account in EXCESS_ACCOUNTS if sums[account]},
        )

    def sums(self, key: Callable[[PostingLine], K], account: Account) -> dict[K, int]:
        """What stands on an account, by something of its lines."""
        return _sums((line for _, line in self.written if line.account is account), key)

    def on(self, account: Account) -> int:
        """What stands on an account."""
        return sum(line.amount_minor for _, line in self.written if line.account is account)


def _sums(lines: Iterable[PostingLine], key: Callable[[PostingLine], K]) -> dict[K, int]:
    sums: dict[K, int] = defaultdict(int)
    for line in lines:
        sums[key(line)] += line.amount_minor
    return sums
