"""What is in a payout: its lines are read page by page, each held against the books, and none booked again.

A page is one transaction and names where the next begins, so that whoever comes later reads on; no transaction is open
while the provider is asked. A line that nothing of ours stands behind posts on *unexplained*: it is the only one that
does.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from sigma_finance.database import transactions
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import STRIPE, Actor
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.books.payouts import LineFacts, explained, problem_of, unexplained
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.payments.payouts import LineKind, LineProblem, LinesState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.providers import provider_on
from sigma_finance.gateways.payments.types import ProviderLine
from sigma_finance.models import AccountPayout, Chapter, PayoutLine
from sigma_finance.queries.payments import payouts as queries
from sigma_finance.queries.payments.payouts import KnownPayment, KnownThings
from sigma_finance.services.books import ledger
from sigma_finance.services.payments import at_provider, payouts

#: So many lines are looked at again in one transaction.
BATCH = 100


def read(*, account_payout_id: int, seconds: float = float("inf")) -> bool:
    """Read the lines of a payout from where reading stopped, for so long; returns whether all are read.

    Raises what the provider's port declares; what was read until then stays read.
    """
    ends = time.monotonic() + seconds
    while (place := queries.place(account_payout_id=account_payout_id)) is not None:
        transactions.end_read()
        if time.monotonic() >= ends:
            return False
        page = provider_on(place.account).get_payout_lines(payout_id=place.payout_id, after=place.cursor)
        keep(account_payout_id=account_payout_id, cursor=place.cursor, lines=page.lines, after=page.after)
    return True


@transactional
def keep(
    *, account_payout_id: int, cursor: str | None, lines: Sequence[ProviderLine], after: str | None
) -> None:
    """Keep a page of lines, unless somebody else has read it meanwhile; the last one tells each chapter's part."""
    payout = queries.lock_account_payout(account_payout_id=account_payout_id)
    if payout.lines_state is not LinesState.READING or payout.cursor != cursor:
        return
    known = _known(payout, lines)
    kept = [each for line in lines for each in _kept(payout, line, known)]
    db.session.add_all(kept)
    db.session.flush()
    _post(_changes([(each, None) for each in kept]))
    payout.cursor = after
    if after is None:
        payout.lines_state = LinesState.READ
        _see_whose(payout)
        payouts.bring_up(payout)


def _known(payout: AccountPayout, lines: Iterable[ProviderLine | PayoutLine]) -> KnownThings:
    several = list(lines)
    return queries.known_things(
        account=payout.account,
        sources={line.source_id for line in several if line.source_id},
        intents={line.payment_intent for line in several if line.payment_intent},
        references={line.payment_ref for line in several if line.payment_ref},
    )


def _payment(line: ProviderLine | PayoutLine, known: KnownThings) -> KnownPayment | None:
    return known.by_intent.get(line.payment_intent or "") or known.by_reference.get(line.payment_ref or "")


def _kept(payout: AccountPayout, line: ProviderLine, known: KnownThings) -> Iterator[PayoutLine]:
    """The rows of a line: one, or one for each chapter among which the payout that came back was split."""
    payment = _payment(line, known)
    whole = line.net_minor
    owners = [(payment.chapter_id if payment else payout.chapter_id, whole)]
    if line.kind is LineKind.PAYOUT and payout.chapter_id is None:
        owners = _shares(whole, known.payouts.get(line.source_id, ()))
    for place, (chapter_id, net_minor) in enumerate(owners):
        yield PayoutLine(
            chapter_id=chapter_id,
            account_payout_id=payout.id,
            line_id=line.id,
            part=place,
            kind=line.kind,
            gross_minor=net_minor + (line.fee_minor if net_minor == whole else 0),
            fee_minor=line.fee_minor if net_minor == whole else 0,
            net_minor=net_minor,
            description=line.description,
            source_id=line.source_id,
            payment_intent=line.payment_intent,
            payment_ref=line.payment_ref,
            payment_id=payment.id if payment else None,
            problem=_problem(line, known),
            made_at=line.made_at,
        )


def _shares(whole_minor: int, parts: Sequence[tuple[int, int]]) -> list[tuple[int | None, int]]:
    """A payout that is a line of another, as it was split itself; what was nobody's then is nobody's now."""
    sign = -1 if whole_minor * sum(minor for _, minor in parts) < 0 else 1
    shares: list[tuple[int | None, int]] = [(chapter_id, sign * minor) for chapter_id, minor in parts]
    rest = whole_minor - sum(minor for _, minor in shares)
    return [*shares, (None, rest)] if rest or not shares else shares


def _problem(line: ProviderLine | PayoutLine, known: KnownThings) -> LineProblem | None:
    payment = _payment(line, known)
    facts = LineFacts(line.kind, line.gross_minor, line.fee_minor, is_ours=payment is not None)
    match line.kind:
        case LineKind.PAYMENT if payment is not None:
            facts = replace(facts, booked_minor=payment.gross_minor, booked_fee_minor=payment.fee_minor)
        case LineKind.REFUND if line.source_id in known.refunds:
            facts = replace(facts, is_ours=True, booked_minor=known.refunds[line.source_id])
        case LineKind.DISPUTE if line.source_id in known.disputes:
            facts = replace(facts, is_ours=True, booked_minor=line.gross_minor)
        case LineKind.PAYOUT:
            is_known = line.source_id in known.payouts
            facts = replace(facts, is_ours=True, booked_minor=line.gross_minor if is_known else None)
    return problem_of(facts)


def _see_whose(payout: AccountPayout) -> None:
    """A payout that was one chapter's is shared where lines of another turned up in it."""
    chapters = {*queries.parts_by_chapter(account_payout_id=payout.id), payout.chapter_id}
    if len(chapters) > 1:
        payout.chapter_id = None


def look_again() -> int:
    """Hold the lines that did not match against the books as they are now; returns how many match.

    What came before what it is about finds it now, and what stood on *unexplained* for it goes back.
    """
    mended, after = 0, (0, 0)
    while batch := queries.open_lines(after=after, limit=BATCH):
        wanted = [(line.account_payout_id, line.id) for line in batch]
        after = wanted[-1]
        transactions.end_read()
        for account_payout_id, group in groupby(wanted, key=lambda pair: pair[0]):
            mended += _look_again(account_payout_id=account_payout_id, line_ids=[one for _, one in group])
    transactions.end_read()
    return mended


@transactional
def _look_again(*, account_payout_id: int, line_ids: Sequence[int]) -> int:
    payout = queries.lock_account_payout(account_payout_id=account_payout_id)
    lines = [line for line in queries.lock_lines(line_ids=line_ids) if line.line_id != payout.payout_id]
    known = _known(payout, lines)
    changed = []
    for line in lines:
        before, problem = place_of(line), _problem(line, known)
        if problem is line.problem:
            continue
        payment = _payment(line, known)
        if payment is not None and line.chapter_id is None:
            line.chapter_id = payment.chapter_id
        line.payment_id = payment.id if payment and payment.chapter_id == line.chapter_id else None
        line.problem, line.category = problem, None
        changed.append((line, before))
    db.session.flush()
    _post(_changes(changed))
    if changed and payout.lines_state is LinesState.READ:
        _see_whose(payout)
        payouts.bring_up(payout)
    return sum(line.problem is None for line, _ in changed)


def place_of(line: PayoutLine) -> Account | None:
    """Where a line's money stands that nothing of ours is behind; None where it posts nothing."""
    if line.problem is not LineProblem.NOTHING_BEHIND or line.chapter_id is None:
        return None
    return line.category.account if line.category else Account.UNEXPLAINED


def _changes(lines: Iterable[tuple[PayoutLine, Account | None]], by: Actor = STRIPE) -> list[Draft]:
    """The entries that bring lines from where their money stood to where it stands."""
    drafts = []
    for line, before in lines:
        after = place_of(line)
        if before is not after and line.net_minor and line.chapter_id is not None:
            drafts.append(_draft(line, line.chapter_id, before, after, by))
    return drafts


def _draft(
    line: PayoutLine, chapter_id: int, before: Account | None, after: Account | None, by: Actor
) -> Draft:
    chapter = db.session.get_one(Chapter, chapter_id)
    if before is None and after is not None:
        lines, kind = unexplained(line.net_minor, after), EntryKind.UNEXPLAINED
    elif before is not None and after is not None:
        lines, kind = explained(line.net_minor, before, after), EntryKind.EXPLAINED
    else:
        lines, kind = unexplained(-line.net_minor, before or Account.UNEXPLAINED), EntryKind.EXPLAINED
    is_new = kind is EntryKind.UNEXPLAINED
    return Draft(
        chapter_id=chapter_id,
        kind=kind,
        booked_on=at_provider.day_of(line.made_at, chapter) if is_new else today_in(chapter.timezone),
        lines=lines,
        memo=line.description,
        payout_line_id=line.id,
        actor_member_id=by.member_id,
    )


def _post(drafts: Sequence[Draft]) -> None:
    """Write entries of several chapters, each chapter's together, in the order of the chapters."""
    in_order = sorted(drafts, key=lambda draft: draft.chapter_id)
    for _, group in groupby(in_order, key=lambda draft: draft.chapter_id):
        ledger.post_all(list(group))


def repost(line: PayoutLine, before: Account | None, *, by: Actor) -> None:
    """Bring the books from where a line's money stood to where it stands now, in the transaction under way."""
    db.session.flush()
    _post(_changes([(line, before)], by))
