"""What a payout does to the books, and whether they explain its lines. Amounts are in minor units.

A payout is posted by where it stands: what is posted already is brought there, so that news which comes twice, late or
in another order ends in the same books.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.lines import PostingLine
from sigma_finance.domain.payments.payouts import LineKind, LineProblem, PayoutState


@dataclass(frozen=True)
class PayoutFacts:
    """A chapter's part of a payout.

    It is *shared* where the provider's account serves several chapters: its money then goes to the operator's bank,
    and a treasurer confirms that their part came on from there.
    """

    amount_minor: int
    state: PayoutState
    is_shared: bool = False
    is_confirmed: bool = False


def stands_on(payout: PayoutFacts) -> dict[Account, int]:
    """Where the money of a payout stands; nowhere but at the provider where it has not left or has come back."""
    if payout.is_shared:
        return _through_the_operator(payout)
    if payout.state.has_come_back:
        return {}
    place = Account.CASH_BANK if payout.state is PayoutState.PAID else Account.IN_TRANSIT
    return {Account.CASH_STRIPE: -payout.amount_minor, place: payout.amount_minor}


def _through_the_operator(payout: PayoutFacts) -> dict[Account, int]:
    """The operator owes a chapter its part of what arrived; of what came back after that, the chapter owes it."""
    found = dict[Account, int]()
    if payout.state is PayoutState.PAID:
        found = {Account.CASH_STRIPE: -payout.amount_minor, Account.DUE_FROM_OPERATOR: payout.amount_minor}
    if payout.is_confirmed:
        due = found.get(Account.DUE_FROM_OPERATOR, 0)
        found |= {
            Account.CASH_BANK: payout.amount_minor,
            Account.DUE_FROM_OPERATOR: due - payout.amount_minor,
        }
    return found


def brought_to(wanted: Mapping[Account, int], posted: Mapping[Account, int]) -> list[PostingLine]:
    """The lines that bring what is posted to what is wanted; none where nothing is missing."""
    accounts = [account for account in Account if account in {*wanted, *posted}]
    changes = ((account, wanted.get(account, 0) - posted.get(account, 0)) for account in accounts)
    return [PostingLine(account, minor) for account, minor in changes if minor]


@dataclass(frozen=True)
class LineFacts:
    """A line of a payout, and what the books have of it: ``None`` where they have nothing.

    ``is_ours`` where it names something that we asked the provider for, booked or not.
    """

    kind: LineKind
    gross_minor: int
    fee_minor: int
    is_ours: bool
    booked_minor: int | None = None
    booked_fee_minor: int = 0


def problem_of(line: LineFacts) -> LineProblem | None:
    """Why a line does not match the books; None where they explain it."""
    if not line.is_ours:
        return LineProblem.NOTHING_BEHIND
    if line.booked_minor is None:
        return LineProblem.NOT_BOOKED_YET
    if abs(line.booked_minor) != abs(line.gross_minor):
        return LineProblem.OTHER_AMOUNT
    if line.kind is LineKind.PAYMENT and line.booked_fee_minor != line.fee_minor:
        return LineProblem.OTHER_FEE
    return None


def unexplained(net_minor: int, place: Account) -> list[PostingLine]:
    """Money that the provider took or gave and nothing of ours explains, until an officer says what it was."""
    return [PostingLine(Account.CASH_STRIPE, net_minor), PostingLine(place, -net_minor)]


def explained(net_minor: int, before: Account, after: Account) -> list[PostingLine]:
    """The same money on the account that an officer gave it."""
    return [PostingLine(before, net_minor), PostingLine(after, -net_minor)]
