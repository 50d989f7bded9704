"""A chapter's own account at Stripe, at its officers' word: connected, used, no longer used, disconnected.

Where another officer may decide about money, one connects and another has the chapter paid there: whoever controls the
account has all that is paid. Each call to Stripe stands between two transactions, as in ``checkout``.
"""

from __future__ import annotations

from dataclasses import dataclass

from sigma_finance.database import faults, transactions
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid, NotFound
from sigma_finance.domain.payments import accounts as rules
from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.extensions import db, setting
from sigma_finance.gateways.payments.errors import ProviderRefused
from sigma_finance.gateways.payments.providers import provider
from sigma_finance.gateways.payments.types import AccountRequest, OwnAccount
from sigma_finance.models import Chapter, ConnectedAccount, Member
from sigma_finance.queries import appointments
from sigma_finance.queries.payments import accounts as queries
from sigma_finance.services.payments import accounts

#: What all the calls of one press may take together.
CALL_SECONDS = 8
PAGE = "/treasurer/settings/stripe"
ELSEWHERE = rules.why_not_use(AccountState.READY, elsewhere=True)


@dataclass(frozen=True)
class _AccountIntent:
    """An account that is to be finished at Stripe: its row, and how to open it where Stripe has none yet."""

    account_id: int
    account: str | None
    reference: str
    request: AccountRequest
    return_url: str


def connect(*, chapter_id: int, by: Actor) -> str:
    """Open an account for the chapter, or go on with the one begun; returns the address at Stripe to finish it.

    Raises Unavailable while Stripe cannot be asked, Conflict where it refuses.
    """
    intent = _intend(chapter_id=chapter_id, by=by)
    transactions.end_read()
    with provider().within(CALL_SECONDS):
        account = intent.account
        if account is None:
            found = provider().open_account(request=intent.request, idempotency_key=intent.reference)
            _keep(chapter_id=chapter_id, account_id=intent.account_id, found=found, by=by)
            account = found.account
        return provider().link_to_set_up(
            account=account,
            return_url=f"{intent.return_url}?back={intent.account_id}",
            refresh_url=f"{intent.return_url}?back={intent.account_id}",
        )


@transactional
def _intend(*, chapter_id: int, by: Actor) -> _AccountIntent:
    chapter = db.session.get_one(Chapter, chapter_id)
    known = queries.find_unfinished(chapter_id=chapter_id)
    if known is None:
        known = ConnectedAccount(
            chapter_id=chapter_id,
            reference=new_reference("SA"),
            state=AccountState.ASKED,
            connected_by_member_id=by.member_id,
        )
        db.session.add(known)
        db.session.flush()
    officer = db.session.get(Member, by.member_id) if by.member_id else None
    return _AccountIntent(
        known.id,
        known.account,
        known.reference,
        AccountRequest(chapter.slug, chapter.name, officer.email if officer else None),
        f"{setting('BASE_URL')}/c/{chapter.slug}{PAGE}",
    )


@transactional
def _keep(*, chapter_id: int, account_id: int, found: OwnAccount, by: Actor) -> None:
    known = _own(chapter_id, account_id)
    known.connected_by_member_id = by.member_id
    accounts.take_over(known, found)
    accounts.note(Action.ACCOUNT_CONNECTED, known, by)
    accounts.tell(known, "It was connected to the chapter. Nothing is paid there yet.", besides=by.member_id)


def refresh(*, chapter_id: int, account_id: int) -> AccountState:
    """Ask Stripe how an account of the chapter stands, keep it, and return it."""
    account = _account(chapter_id, account_id)
    transactions.end_read()
    found = provider().get_account(account=account)
    accounts.bring(found=found)
    return _state(chapter_id, account_id)


def adopt(*, chapter_id: int, account: str, by: Actor) -> int:
    """Connect an account to the chapter that the deployment can reach already; returns its row's id.

    Raises Invalid where it is another chapter's, NotFound where Stripe does not let the deployment reach it.
    """
    found = provider().get_account(account=account)
    try:
        return _adopt(chapter_id=chapter_id, found=found, by=by)
    except Exception as error:
        if faults.violated(error, "uq_connected_accounts_account", "connected_accounts.account"):
            raise Invalid(ELSEWHERE) from error
        raise


@transactional
def _adopt(*, chapter_id: int, found: OwnAccount, by: Actor) -> int:
    known = queries.find(account=found.account)
    if known is not None and known.chapter_id != chapter_id:
        raise Invalid(ELSEWHERE)
    if known is None:
        known = ConnectedAccount(
            chapter_id=chapter_id,
            reference=new_reference("SA"),
            account=found.account,
            state=AccountState.SETTING_UP,
            connected_by_member_id=by.member_id,
        )
        db.session.add(known)
        db.session.flush()
        accounts.note(Action.ACCOUNT_CONNECTED, known, by)
    elif known.state is AccountState.GONE:
        known.state, known.gone_at = AccountState.SETTING_UP, None
    accounts.take_over(known, found)
    return known.id


@transactional
def use(*, chapter_id: int, account_id: int, by: Actor) -> None:
    """Have the chapter paid on an account of its own from now on; what was paid elsewhere stays there.

    Raises Forbidden for who connected it where another officer can decide, Conflict where Stripe lets it take nothing.
    """
    known = _own(chapter_id, account_id)
    refusal = rules.why_not_use(known.state, elsewhere=False)
    if refusal:
        raise Conflict(refusal)
    refusal = why_may_not(chapter_id=chapter_id, connected_by=known.connected_by_member_id, by=by)
    if refusal:
        raise Forbidden(refusal)
    known.used_since, known.stopped_at = now(), None
    accounts.note(Action.ACCOUNT_USED, known, by)
    accounts.tell(known, "The chapter is paid on this account from now on.", besides=by.member_id)
    accounts.move(chapter_id, known.account or "", by=by)


def why_may_not(*, chapter_id: int, connected_by: int | None, by: Actor) -> str:
    """Why an officer cannot have the chapter paid on an account that was connected; empty where they can."""
    if by.member_id is None or connected_by is None:
        return ""
    able = appointments.approvers(chapter_id=chapter_id, asker=connected_by)
    if not able or by.member_id in able:
        return ""
    if by.member_id == connected_by:
        return "You connected this account. Another officer has to have the chapter paid there."
    return appointments.why_may_not(chapter_id=chapter_id, approver=by.member_id, asker=connected_by)


@transactional
def stop(*, chapter_id: int, account_id: int, by: Actor) -> None:
    """Have the chapter paid on the deployment's account again; the access that refunds and evidence need stays."""
    known = _own(chapter_id, account_id)
    if db.session.get_one(Chapter, chapter_id).stripe_account != known.account:
        raise Conflict("The chapter is not paid on this account.")
    known.stopped_at = now()
    accounts.note(Action.ACCOUNT_STOPPED, known, by)
    accounts.tell(known, "The chapter is not paid on this account any more.", besides=by.member_id)
    accounts.move(chapter_id, accounts.DEPLOYMENT, by=by)


def disconnect(*, chapter_id: int, account_id: int, by: Actor) -> None:
    """Give up access to an account for ever; raises Conflict while the chapter is paid there, or Stripe refuses."""
    account = _account(chapter_id, account_id)
    if db.session.get_one(Chapter, chapter_id).stripe_account == account:
        raise Conflict("The chapter is paid on this account. Stop using it first.")
    transactions.end_read()
    try:
        provider().let_go_of(account=account)
    except ProviderRefused as refusal:
        raise Conflict(refusal.message) from refusal
    _end(chapter_id=chapter_id, account_id=account_id, by=by)


@transactional
def _end(*, chapter_id: int, account_id: int, by: Actor) -> None:
    known = _own(chapter_id, account_id)
    if known.state is not AccountState.GONE:
        accounts.end(known, by=by)


def _own(chapter_id: int, account_id: int) -> ConnectedAccount:
    known = queries.find_own(chapter_id=chapter_id, account_id=account_id)
    if known is None:
        raise NotFound("There is no such Stripe account of this chapter.")
    return known


@transactional
def _account(chapter_id: int, account_id: int) -> str:
    known = _own(chapter_id, account_id)
    if known.account is None or known.state is AccountState.GONE:
        raise Conflict("Nothing can be asked of this Stripe account.")
    return known.account


@transactional
def _state(chapter_id: int, account_id: int) -> AccountState:
    return _own(chapter_id, account_id).state
