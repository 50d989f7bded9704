"""Rows as tests of queries need them: with what every such row has, and what the test names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sigma_finance.domain.books.numbering import new_invite_code, new_reference
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.packing import LinePacker
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.payments.payouts import LineKind, LineProblem, LinesState, PayoutState
from sigma_finance.extensions import db
from sigma_finance.models import (
    AccountPayout,
    ChapterPayout,
    ConnectedAccount,
    ImportBatch,
    Invite,
    OfficerTerm,
    OutboxMessage,
    Payment,
    PayoutLine,
    SignInSession,
)
from tests.books import ZONE


def keep(row: Any) -> int:
    """Write a row; returns its id."""
    db.session.add(row)
    db.session.commit()
    made: int = row.id
    return made


def message(chapter_id: int, kind: str = "receipt", **facts: Any) -> int:
    """A message to Ada that waits to be sent."""
    known = {"to_email": "ada@example.org", "context": {}, "reference": new_reference("M")}
    return keep(OutboxMessage(chapter_id=chapter_id, kind=kind, **(known | facts)))


def invite(chapter_id: int, **facts: Any) -> int:
    """An invite for one that is good for a week."""
    known = {"code": new_invite_code(), "expires_at": now() + timedelta(days=7)}
    return keep(Invite(chapter_id=chapter_id, **(known | facts)))


def term(chapter_id: int, member_id: int, post: Post, begins: int = 0, ends: int | None = None) -> int:
    """An office from one day to another, counted from today."""
    today = today_in(ZONE)
    ends_on = None if ends is None else today + timedelta(days=ends)
    starts_on = today + timedelta(days=begins)
    return keep(
        OfficerTerm(
            chapter_id=chapter_id, member_id=member_id, post=post, starts_on=starts_on, ends_on=ends_on
        )
    )


def payment(chapter_id: int, member_id: int | None, state: PaymentState, **facts: Any) -> int:
    """A payment of 50.00 by card that is not in the books."""
    known = {"reference": new_reference(), "method": Method.CARD, "amount_minor": 5000}
    return keep(Payment(chapter_id=chapter_id, member_id=member_id, state=state, **(known | facts)))


def own_account(chapter_id: int, state: AccountState = AccountState.READY, **facts: Any) -> int:
    """An account at Stripe of the chapter's own."""
    name = new_reference("SA")
    known = {"account": f"acct_{name[3:]}", **facts}
    return keep(ConnectedAccount(chapter_id=chapter_id, reference=name, state=state, **known))


def payout_line(chapter_id: int, account_payout_id: int, kind: LineKind, net_minor: int, **facts: Any) -> int:
    """A line of a payout without a fee."""
    known = {"line_id": new_reference("T"), "gross_minor": net_minor, "fee_minor": 0, "net_minor": net_minor}
    return keep(
        PayoutLine(chapter_id=chapter_id, account_payout_id=account_payout_id, kind=kind, **(known | facts))
    )


def payout(
    chapter_id: int, payment_id: int | None = None, *, shared: bool = False, **facts: Any
) -> tuple[int, int]:
    """A payout of 12.12 at the bank, in which are a payment and a fee of 7.00 that nobody knows.

    Returns its part's id and that of the fee's line.
    """
    known = {
        "payout_id": new_reference("PO"),
        "amount_minor": 1212,
        "state": PayoutState.PAID,
        "lines_state": LinesState.READ,
        "automatic": True,
        "arrives_on": today_in(ZONE),
        **facts,
    }
    whose = None if shared else chapter_id
    whole = keep(AccountPayout(chapter_id=whose, currency="USD", **known))
    part = keep(
        ChapterPayout(
            chapter_id=chapter_id, account_payout_id=whole, whole_minor=1212, shared=shared, **known
        )
    )
    card = {"gross_minor": 2000, "fee_minor": 88, "payment_id": payment_id, "source_id": "ch_1"}
    payout_line(chapter_id, whole, LineKind.PAYMENT, 1912, **card)
    nobodys = {"problem": LineProblem.NOTHING_BEHIND, "description": "Radar"}
    return part, payout_line(chapter_id, whole, LineKind.FEE, -700, **nobodys)


def session(user_id: int, member_id: int, token_hash: str, **facts: Any) -> int:
    """A device on which somebody is signed in, for a day."""
    known = {"ip": "203.0.113.7", "user_agent": "Firefox", "expires_at": now() + timedelta(days=1)}
    row = SignInSession(user_id=user_id, member_id=member_id, token_hash=token_hash, **(known | facts))
    return keep(row)


def import_batch(chapter_id: int, kind: ImportKind, **facts: Any) -> int:
    """An import that brought a member."""
    known = {
        "file_name": "fall.xlsx",
        "file_sha256": "a" * 64,
        "members": 1,
        "decisions": LinePacker().packed(),
    }
    counts = {"already_there": 0, "skipped": 0, "to_mend": 0}
    return keep(ImportBatch(chapter_id=chapter_id, kind=kind, **(known | counts | facts)))
