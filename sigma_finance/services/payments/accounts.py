"""On whose account at Stripe a chapter is paid, and what Stripe says of the chapters' own accounts.

A payment keeps the account it was made on. Which account the next one is made on is the chapter's ``stripe_account``.
"""

from __future__ import annotations

from sigma_finance.database import transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.payments import accounts as rules
from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.domain.payments.autopay import AutopayEndReason, MandateState
from sigma_finance.extensions import db, setting
from sigma_finance.gateways.payments.types import OwnAccount
from sigma_finance.models import Chapter, ConnectedAccount
from sigma_finance.queries import locks
from sigma_finance.queries.payments import accounts as queries
from sigma_finance.services import audit
from sigma_finance.services.figures import version
from sigma_finance.services.messages import keepers
from sigma_finance.services.payments import autopay_outcomes
from sigma_finance.services.payments.verdicts import NOT_OURS, SettlementOutcome, applied

#: The deployment's own account.
DEPLOYMENT = ""


def account_of(chapter: Chapter) -> str:
    """The account that a chapter's next payment is made on; raises Conflict where it has none and may use no other."""
    if not chapter.stripe_account and not rules.serves(chapter.slug, setting("STRIPE_CHAPTERS")):
        raise Conflict(rules.NONE_HERE)
    return chapter.stripe_account


def is_of(chapter: Chapter, account: str) -> bool:
    """Whether money on an account can be a chapter's: on one of its own, or on the deployment's."""
    return account == DEPLOYMENT or queries.is_chapters(chapter_id=chapter.id, account=account)


def is_known(*, account: str) -> bool:
    """Whether an account is any chapter's own."""
    return queries.is_known(account=account)


@across_chapters()
def are_any() -> bool:
    """Whether any chapter has an account of its own."""
    found = bool(queries.reachable())
    transactions.end_read()
    return found


def in_use() -> list[str]:
    """Every account that can be asked: the deployment's own, then the chapters'."""
    return [DEPLOYMENT, *queries.reachable()]


@transactional
def bring(*, found: OwnAccount) -> SettlementOutcome:
    """Keep what Stripe says of a chapter's own account; its officers hear when it may take payments, and when not."""
    known = queries.find(account=found.account)
    if known is None:
        return NOT_OURS
    take_over(known, found)
    return applied(known.chapter_id)


def take_over(known: ConnectedAccount, found: OwnAccount) -> None:
    """Keep what Stripe says of an account, in the transaction under way; one that was let go of stays so."""
    if known.state is AccountState.GONE:
        return
    before, known.account = known.state, found.account
    known.state = rules.standing(submitted=found.submitted, charges=found.charges)
    known.name, known.payouts, known.wants = found.name, found.payouts, list(found.wants)
    if known.state is not before:
        note(Action.ACCOUNT_MOVED, known, STRIPE, state=known.state.value)
        db.session.flush()
        _tell_keepers(known, before)


def _tell_keepers(known: ConnectedAccount, before: AccountState) -> None:
    in_use = db.session.get_one(Chapter, known.chapter_id).stripe_account == known.account
    if known.state is AccountState.RESTRICTED and (in_use or before is AccountState.READY):
        tell(known, "Stripe lets this account take no payments at the moment. Look at what it asks for.")
    elif known.state is AccountState.READY and not in_use:
        tell(known, "Stripe lets this account take payments. Nothing is paid there until an officer says so.")


def tell(known: ConnectedAccount, what: str, *, besides: int | None = None) -> None:
    """Tell the officers what became of an account, apart from the one who did it."""
    keepers.tell_keepers(
        known.chapter_id,
        "stripe_account",
        0,
        "/treasurer/settings/stripe",
        besides=besides,
        account=known.account or "",
        account_name=known.name,
        what=what,
    )


@transactional
def let_go(*, account: str) -> SettlementOutcome:
    """Keep that an account was disconnected, at Stripe or here: nothing can be asked of it any more."""
    known = queries.find(account=account)
    if known is None:
        return NOT_OURS
    if known.state is not AccountState.GONE:
        end(known, by=STRIPE)
    return applied(known.chapter_id)


def end(known: ConnectedAccount, *, by: Actor) -> None:
    """Note that an account is gone, in the transaction under way; no chapter is paid there any more."""
    known.state, known.gone_at = AccountState.GONE, now()
    db.session.flush()
    note(Action.ACCOUNT_GONE, known, by)
    tell(
        known,
        "This account was disconnected. Refunds and evidence for what was paid there can only be given in its own "
        "dashboard, and are recorded by hand.",
        besides=by.member_id,
    )
    if db.session.get_one(Chapter, known.chapter_id).stripe_account == known.account:
        move(known.chapter_id, DEPLOYMENT, by=by)


def move(chapter_id: int, account: str, *, by: Actor) -> None:
    """Have a chapter paid on an account from now on; autopay on any other ends, and its members are told.

    What a card or bank account is kept for at Stripe is kept on one account, and can be charged there alone.
    """
    for mandate in queries.consents_elsewhere(chapter_id=chapter_id, account=account):
        member = locks.lock_member(chapter_id=chapter_id, member_id=mandate.member_id)
        was_on = mandate.state is MandateState.ACTIVE
        autopay_outcomes.end(mandate, AutopayEndReason.ACCOUNT, by=by)
        if was_on:
            autopay_outcomes.tell_ended(mandate, member, AutopayEndReason.ACCOUNT)
    db.session.flush()
    chapter = locks.lock_chapter(chapter_id=chapter_id)
    chapter.stripe_account = account
    version.changed(chapter_id=chapter_id)


def note(action: Action, known: ConnectedAccount, by: Actor, **details: str) -> None:
    """Write into the audit trail what became of an account."""
    audit.record(
        action,
        chapter_id=known.chapter_id,
        subject=("connected_accounts", known.id),
        by=by,
        account=known.account or known.reference,
        **details,
    )
