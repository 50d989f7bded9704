"""What the ledger has to know before it can write an entry, read from the books under lock; amounts in minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, EXCESS_ACCOUNTS, Account, ChargeKind, EntryKind
from sigma_finance.domain.books.settling import OpenInstallment


@dataclass(frozen=True)
class CreditSource:
    """Unused credit of a member and the payment it came from; without one it was brought from before the books."""

    payment_id: int | None
    amount_minor: int


@dataclass(frozen=True)
class MemberFacts:
    """What a member has open, their unused credit (oldest first), and the policy's rank of each kind of charge."""

    member_id: int
    open: Sequence[OpenInstallment] = ()
    credit: Sequence[CreditSource] = ()
    ranks: Mapping[ChargeKind, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PaymentFacts:
    """A payment and what the books hold of it.

    ``first_account`` is where its money came in; ``covers_fee_minor`` what of it covers the card fee, and
    ``fee_minor`` what of that is booked. ``settled`` is what it settles now, last settled first, ``cash`` where its
    money lies, ``excess`` what went back beyond what it held.
    """

    payment_id: int
    member_id: int | None
    first_account: Account
    is_donation: bool = False
    covers_fee_minor: int = 0
    fee_minor: int = 0
    credit_minor: int = 0
    settled: Sequence[tuple[int, int]] = ()
    cash: Mapping[Account, int] = field(default_factory=dict)
    excess: Mapping[Account, int] = field(default_factory=dict)

    @property
    def excess_minor(self) -> int:
        """What went back beyond what it held, lost or not."""
        return sum(self.excess.get(account, 0) for account in EXCESS_ACCOUNTS)

    @property
    def left_minor(self) -> int:
        """What of its money is still here: received, less what went back; below zero where more went than it held."""
        return sum(minor for account, minor in self.cash.items() if account in CASH_ACCOUNTS)


@dataclass(frozen=True)
class ChargeFacts:
    """A charge and which parts of it are held for other bodies."""

    member_id: int
    kind: ChargeKind
    amount_minor: int
    national_minor: int = 0
    regional_minor: int = 0


@dataclass(frozen=True)
class InstallmentMovement:
    """What entries of one kind, for one payment, have posted to *receivable* of an installment."""

    installment_id: int
    kind: EntryKind
    payment_id: int | None
    amount_minor: int
