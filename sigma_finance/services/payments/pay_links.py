"""Pay links: a member or an officer makes one, anybody pays by it without signing in, and it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sigma_finance.database.scopes import for_chapter
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import local_date, now
from sigma_finance.domain.errors import Conflict, NotFound, Unavailable
from sigma_finance.domain.payments import pay_links as rules
from sigma_finance.domain.payments.cards import PAID_HERE, check_amount
from sigma_finance.domain.payments.pay_links import PayLinkKind, PayLinkState
from sigma_finance.extensions import db, secret_keys, setting
from sigma_finance.gateways.payments.providers import provider
from sigma_finance.models import Chapter, PayLink
from sigma_finance.queries import locks
from sigma_finance.queries.payments import pay_links as queries
from sigma_finance.queries.payments import settling
from sigma_finance.queries.payments.pay_links import Balance
from sigma_finance.queries.payments.settling import PageAtProvider
from sigma_finance.services import audit
from sigma_finance.services.payments import checkout


class PayLinkAltered(NotFound):
    """The address was never given out like this."""


class LinkEnded(NotFound):
    """The link has expired or was taken back."""


class NothingToPay(Conflict):
    """What the link was for is paid, or is being paid."""


_ENDED = {
    PayLinkState.EXPIRED: "This link has expired. Ask whoever sent it for a new one. Nothing was charged.",
    PayLinkState.REVOKED: "This link was taken back. Ask whoever sent it for a new one. Nothing was charged.",
}
_PAID = {
    PayLinkState.SETTLED: "Nothing is left to pay here: the balance is settled.",
    PayLinkState.UNDER_WAY: "A payment of all that was left is under way. Nothing more is needed.",
}


def address_of(link_id: int) -> str:
    """The link's address."""
    return f"{setting('BASE_URL')}/pay/{rules.sign(link_id, keys=secret_keys())}"


@transactional
def make(*, chapter_id: int, member_id: int, kind: PayLinkKind, by: Actor) -> int:
    """A link that pays the member's balance; the one that there is while it works for a while yet. Returns its id.

    Raises NotFound for another chapter's member, Conflict where nothing is owed.
    """
    member = locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    if member.balance_minor <= 0:
        raise Conflict("Nothing is owed, so there is nothing that somebody could pay.")
    link, fresh = _link(chapter_id, member_id, kind, by)
    if fresh:
        chapter = db.session.get_one(Chapter, chapter_id)
        audit.record(
            Action.PAY_LINK_MADE,
            chapter_id=chapter_id,
            subject=("pay_links", link.id),
            by=by,
            member_id=member_id,
            expires_on=local_date(link.expires_at, chapter.timezone).isoformat(),
        )
    return link.id


@transactional
def for_reminder(*, chapter_id: int, member_id: int, by: Actor) -> str:
    """The address of a pay link for a reminder to the member, in the transaction of the reminder."""
    link, _ = _link(chapter_id, member_id, PayLinkKind.REMINDER, by)
    return address_of(link.id)


def _link(chapter_id: int, member_id: int, kind: PayLinkKind, by: Actor) -> tuple[PayLink, bool]:
    """A link of this kind that works for a while, and whether it was made just now."""
    moment = now()
    known = queries.find_open(
        chapter_id=chapter_id,
        member_id=member_id,
        kind=kind,
        at=moment,
        for_so_long=rules.STILL_GOOD_FOR,
    )
    if known is not None:
        return known, False
    link = PayLink(
        chapter_id=chapter_id,
        member_id=member_id,
        kind=kind,
        made_by_member_id=by.member_id,
        created_at=moment,
        expires_at=moment + kind.good_for,
    )
    db.session.add(link)
    db.session.flush()
    return link, True


def revoke(*, chapter_id: int, member_id: int, link_id: int, by: Actor) -> None:
    """Take a member's link back, and close what was opened at Stripe by it; raises NotFound.

    Should Stripe be away, its page ends by itself within a day.
    """
    pages = _revoke(chapter_id=chapter_id, member_id=member_id, link_id=link_id, by=by)
    with suppress(Unavailable), provider().within(checkout.CALL_SECONDS):
        for page in pages:
            checkout.supersede(page)


@transactional
def _revoke(*, chapter_id: int, member_id: int, link_id: int, by: Actor) -> list[PageAtProvider]:
    if not queries.revoke(chapter_id=chapter_id, member_id=member_id, link_id=link_id, at=now()):
        raise NotFound("There is no such pay link any more.")
    audit.record(
        Action.PAY_LINK_REVOKED,
        chapter_id=chapter_id,
        subject=("pay_links", link_id),
        by=by,
        member_id=member_id,
    )
    return queries.open_sessions(chapter_id=chapter_id, link_id=link_id)


def get_balance(*, token: str) -> Balance:
    """What the link of this token is worth, whatever its state; raises PayLinkAltered."""
    link_id = rules.read(token, keys=secret_keys())
    try:
        if link_id is not None:
            return queries.get_balance(link_id=link_id, at=now())
    except NotFound as missing:
        raise PayLinkAltered(_ALTERED) from missing
    raise PayLinkAltered(_ALTERED)


_ALTERED = "This address is not complete, or was changed. Copy the whole link, or ask for a new one."


def check_open(balance: Balance) -> None:
    """Raise LinkEnded or NothingToPay, with the sentence for it, where nothing can be paid by the link now."""
    if balance.is_suspended:
        raise LinkEnded(
            f"{balance.chapter_name} is suspended, so nobody can pay it now. Nothing was charged. "
            "Ask whoever sent you the link."
        )
    if balance.state in _ENDED:
        raise LinkEnded(_ENDED[balance.state])
    if balance.state in _PAID:
        raise NothingToPay(_PAID[balance.state])


def start(
    *,
    token: str,
    amount_minor: int,
    by: Actor,
    cover_fee: bool = False,
    installment_ids: Sequence[int] = (),
) -> str:
    """Open Checkout for whoever pays by the link; returns the address to send them to.

    Raises PayLinkAltered, LinkEnded, NothingToPay, Invalid for an amount that cannot be paid, Unavailable as
    ``checkout.start`` does.
    """
    balance = get_balance(token=token)
    check_open(balance)
    check_amount(amount_minor, most_minor=balance.payable_minor, currency=balance.currency, said=PAID_HERE)
    wanted = checkout.CheckoutOrder(
        balance.chapter_id,
        balance.member_id,
        amount_minor,
        cover_fee=cover_fee,
        link=checkout.PayLinkVisit(balance.link_id, address_of(balance.link_id)),
        installment_ids=tuple(installment_ids),
    )
    with for_chapter(balance.chapter_id):
        return checkout.open_page(wanted=wanted, by=by)


def settle_return(*, balance: Balance, reference: str, session_id: str | None) -> None:
    """Book what a returning payer's session brought, if no webhook has done so yet; raises NotFound, Unavailable."""
    payment = settling.find_payment(chapter_id=balance.chapter_id, reference=reference)
    if payment is None or payment.pay_link_id != balance.link_id:
        raise NotFound("There is no such payment.")
    checkout.look_up(payment, session_id=session_id)
