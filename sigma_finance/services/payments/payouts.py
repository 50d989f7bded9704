"""Payouts in the books: on their way, at the bank, or back again.

Idempotent on the payout, not on the event that told of it: whatever is told, and in whichever order, the books are
brought to where the payout stands. Called with a snapshot fetched just before, outside any transaction. What is in a
payout is read by ``payout_lines``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from sigma_finance.database import transactions
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.books.payouts import PayoutFacts, brought_to, stands_on
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payouts import LineKind, LineProblem, LinesState, PayoutState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.types import ProviderPayout
from sigma_finance.models import AccountPayout, Chapter, ChapterPayout, PayoutLine
from sigma_finance.queries.payments import payouts as queries
from sigma_finance.services import audit
from sigma_finance.services.books import ledger
from sigma_finance.services.figures import version
from sigma_finance.services.messages import keepers
from sigma_finance.services.payments import at_provider
from sigma_finance.services.payments.verdicts import SettlementOutcome, Verdict, ignored

_KINDS = {
    PayoutState.ON_ITS_WAY: EntryKind.PAYOUT,
    PayoutState.PAID: EntryKind.PAYOUT_ARRIVED,
    PayoutState.FAILED: EntryKind.PAYOUT_RETURNED,
    PayoutState.CANCELLED: EntryKind.PAYOUT_RETURNED,
}


@transactional
def book_payout(*, payout: ProviderPayout) -> SettlementOutcome:
    """Bring the books of every chapter concerned to where a payout stands at the provider."""
    known = queries.lock_payout(account=payout.account, payout_id=payout.id)
    if known is None:
        chapters = queries.chapters_on_account(account=payout.account, currency=payout.currency)
        if not chapters:
            return ignored(f"No chapter keeps its books in {payout.currency}.")
        known = _begin(payout, whose=chapters[0] if len(chapters) == 1 else None)
    known.state = known.state.moved_to(payout.state)
    known.failure = payout.failure or known.failure
    known.arrives_on = payout.arrives_on
    if payout.itemised and known.lines_state is LinesState.AWAITED:
        known.lines_state = LinesState.READING
    return bring_up(known)


def _begin(payout: ProviderPayout, *, whose: int | None) -> AccountPayout:
    known = AccountPayout(
        chapter_id=whose,
        account=payout.account,
        payout_id=payout.id,
        amount_minor=payout.amount_minor,
        currency=payout.currency,
        state=PayoutState.ON_ITS_WAY,
        lines_state=LinesState.AWAITED if payout.automatic else LinesState.NEVER,
        automatic=payout.automatic,
        arrives_on=payout.arrives_on,
        made_at=payout.made_at,
    )
    db.session.add(known)
    db.session.flush()
    if whose is None and not payout.automatic:
        _leave_to_the_operator(known)
    return known


def _leave_to_the_operator(payout: AccountPayout) -> None:
    """Nothing tells whose a payout of a shared account is that the provider does not itemise: the operator does."""
    whole = PayoutLine(
        account_payout_id=payout.id,
        line_id=payout.payout_id,
        kind=LineKind.PAYOUT,
        gross_minor=payout.amount_minor,
        fee_minor=0,
        net_minor=payout.amount_minor,
        description="Not itemised",
        source_id=payout.payout_id,
        problem=LineProblem.NOT_BOOKED_YET,
        made_at=payout.made_at,
    )
    db.session.add(whole)
    db.session.flush()


def bring_up(payout: AccountPayout) -> SettlementOutcome:
    """Post for every chapter what of a payout is not posted yet, in the transaction under way, which has locked it."""
    db.session.flush()
    parts = _parts(payout)
    for chapter_id in sorted(parts):
        _bring_part(payout, chapter_id, parts[chapter_id])
    first = min(parts, default=None)
    return SettlementOutcome(
        Verdict.APPLIED, "", payout.chapter_id or first, changed=transactions.has_effects()
    )


def _parts(payout: AccountPayout) -> Mapping[int, int]:
    """Each chapter's part: the whole where one has the account, else what its lines come to once they are known."""
    if payout.chapter_id is not None:
        return {payout.chapter_id: payout.amount_minor}
    if payout.lines_state not in (LinesState.READ, LinesState.NEVER):
        return {}
    found = queries.parts_by_chapter(account_payout_id=payout.id)
    return {chapter_id: minor for chapter_id, minor in found.items() if chapter_id is not None}


def _bring_part(payout: AccountPayout, chapter_id: int, amount_minor: int) -> None:
    part = queries.lock_part(chapter_id=chapter_id, account_payout_id=payout.id) or ChapterPayout(
        chapter_id=chapter_id,
        account_payout_id=payout.id,
        payout_id=payout.payout_id,
        automatic=payout.automatic,
        made_at=payout.made_at,
    )
    before = part.state
    part.amount_minor, part.whole_minor = amount_minor, payout.amount_minor
    part.shared = payout.chapter_id is None
    part.state, part.lines_state = payout.state, payout.lines_state
    part.failure, part.arrives_on = payout.failure, payout.arrives_on
    db.session.add(part)
    db.session.flush()
    post_part(part)
    if before is not part.state:
        note(Action.PAYOUT_MOVED, part, STRIPE, state=part.state.value)
        version.changed(chapter_id=chapter_id)
        if part.state is PayoutState.FAILED:
            _tell_failed(part)


def _tell_failed(part: ChapterPayout) -> None:
    """Write to the officers who keep the books that the bank sent money back to Stripe, and why."""
    keepers.tell_keepers(
        part.chapter_id,
        "payout_failed",
        abs(part.amount_minor),
        f"/treasurer/payouts/{part.id}",
        problem=part.failure or "Stripe gives no reason.",
    )


def post_part(part: ChapterPayout, *, by: Actor = STRIPE) -> None:
    """Post of a chapter's part of a payout what is not posted yet, in the transaction under way."""
    chapter = db.session.get_one(Chapter, part.chapter_id)
    posted = queries.posted(chapter_id=chapter.id, part_id=part.id)
    for kind, booked_on, wanted in _steps(part, chapter, is_new=not posted):
        lines = brought_to(wanted, posted)
        posted = dict(wanted)
        if lines:
            ledger.post(
                Draft(
                    chapter_id=chapter.id,
                    kind=kind,
                    booked_on=booked_on,
                    lines=lines,
                    chapter_payout_id=part.id,
                    actor_member_id=by.member_id,
                )
            )


def _steps(
    part: ChapterPayout, chapter: Chapter, *, is_new: bool
) -> Iterator[tuple[EntryKind, date, Mapping[Account, int]]]:
    """Where the money stood, step by step, each on its day: what was never seen on its way was so all the same."""
    facts = PayoutFacts(part.amount_minor, part.state, part.shared, part.confirmed_at is not None)
    made_on = at_provider.day_of(part.made_at, chapter)
    if is_new and part.state is not PayoutState.ON_ITS_WAY:
        yield EntryKind.PAYOUT, made_on, stands_on(replace(facts, state=PayoutState.ON_ITS_WAY))
    today = today_in(chapter.timezone)
    days = {
        PayoutState.ON_ITS_WAY: made_on,
        PayoutState.PAID: today if facts.is_confirmed else max(made_on, min(part.arrives_on, today)),
    }
    yield _KINDS[part.state], days.get(part.state, today), stands_on(facts)


def note(action: Action, part: ChapterPayout, by: Actor, **details: str) -> None:
    """Write into the audit trail what became of a chapter's part of a payout."""
    audit.record(
        action,
        chapter_id=part.chapter_id,
        subject=("chapter_payouts", part.id),
        by=by,
        amount_minor=part.amount_minor,
        **details,
    )
