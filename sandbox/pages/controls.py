"""What Stripe's dashboard, a bank or time would do: the acts that the sandbox's pages play by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from sandbox.engine import jobs
from sandbox.engine.work import Json, Work
from sandbox.stripe import debits, disputes, refunds, sessions
from sandbox.stripe.cards import ACCOUNTS, TestAccount, find_account
from sandbox.stripe.errors import invalid

_AMOUNT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")


def on_session(work: Work, session: Json, act: str, amount: str = "") -> None:
    """Play an act on a session; raises Stripe's refusal or NotPayable when it doesn't fit."""
    if act == "expire":
        sessions.expire(work, session)
    elif act == "settle":
        debits.settle(work, session)
    elif act == "fail":
        debits.fail(work, session, account=_failing(debits.account_of(work, session)))
    elif act == "refund":
        refunds.create(work, _refund_of(session, amount))
    elif act in _OF_BANKS:
        _OF_BANKS[act](work, charge_of(work, session))
    elif act == "hasten":
        jobs.hasten(work)
    else:
        raise invalid(f"The sandbox can't {act} a session.")


def charge_of(work: Work, session: Json) -> Json:
    """The charge that paid a session."""
    intent = work.get("payment_intent", session["payment_intent"] or "")
    return work.get("charge", intent["latest_charge"] or "")


def _failing(number: str) -> TestAccount:
    account = find_account(number)
    return account if account and account.failure_code else ACCOUNTS[1]


def _refund_of(session: Json, amount: str) -> Json:
    asked: Json = {"payment_intent": session["payment_intent"], "reason": "requested_by_customer"}
    if amount.strip():
        if not _AMOUNT.fullmatch(amount.strip()):
            raise invalid("Enter the amount with two decimals, such as 25.00.", param="amount")
        asked["amount"] = int(Decimal(amount.strip()) * 100)
    return asked


def on_refund(work: Work, refund: Json, act: str) -> None:
    """Play an act on a refund."""
    _REFUND_ACTS[act](work, refund)


def on_dispute(work: Work, dispute: Json, act: str) -> None:
    """Play an act on a dispute."""
    _DISPUTE_ACTS[act](work, dispute)


_OF_BANKS: dict[str, Callable[[Work, Json], Json]] = {
    "dispute": disputes.open_dispute,
    "inquire": disputes.inquire,
    "return": disputes.return_debit,
}
_REFUND_ACTS: dict[str, Callable[[Work, Json], Json]] = {"settle": refunds.settle, "fail": refunds.fail}
_DISPUTE_ACTS: dict[str, Callable[[Work, Json], Json]] = {
    "submit": disputes.submit_evidence,
    "win": disputes.win,
    "win-with-fee": lambda work, dispute: disputes.win(work, dispute, return_fee=True),
    "lose": disputes.lose,
    "close-inquiry": disputes.close_inquiry,
    "escalate": disputes.escalate,
}
REFUND_ACTS = tuple(_REFUND_ACTS)
DISPUTE_ACTS = tuple(_DISPUTE_ACTS)
