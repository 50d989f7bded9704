"""What people decide about payouts: that a part came on to the chapter's bank, and what a line was that nobody knew."""

from __future__ import annotations

from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Explanation
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.payments.payouts import LineProblem, LinesState, PayoutState
from sigma_finance.queries.payments import payouts as queries
from sigma_finance.services import audit
from sigma_finance.services.figures import version
from sigma_finance.services.payments import payout_lines, payouts


@transactional
def confirm(*, chapter_id: int, payout_id: int, by: Actor) -> None:
    """A treasurer says that the chapter's part of a shared payout came on from the operator to its own bank.

    Raises NotFound for another chapter's, Conflict for one that goes to the bank by itself, has not arrived, or was
    confirmed before.
    """
    part = queries.lock_own_part(chapter_id=chapter_id, part_id=payout_id)
    if part is None:
        raise NotFound("There is no such payout in this chapter.")
    if not part.shared:
        raise Conflict("This payout goes to your bank by itself; there is nothing to confirm.")
    if part.confirmed_at is not None:
        raise Conflict("It has been confirmed already.")
    if part.state is not PayoutState.PAID:
        raise Conflict(
            "This payout is not at the operator's bank, so its part cannot have come on from there."
        )
    part.confirmed_at = now()
    part.confirmed_by_member_id = by.member_id
    payouts.post_part(part, by=by)
    payouts.note(Action.PAYOUT_CONFIRMED, part, by)
    version.changed(chapter_id=chapter_id)


@transactional
def explain(*, chapter_id: int, line_id: int, category: Explanation, by: Actor) -> None:
    """An officer says what a line was that nothing of ours stands behind; saying another later moves it on.

    Raises NotFound for another chapter's, Conflict for a line that the books explain, or will.
    """
    line = queries.lock_line(chapter_id=chapter_id, line_id=line_id)
    if line is None:
        raise NotFound("There is no such line in this chapter.")
    if line.problem is not LineProblem.NOTHING_BEHIND:
        raise Conflict("Your books explain this line by themselves.")
    if line.category is category:
        return
    before = payout_lines.place_of(line)
    line.category = category
    payout_lines.repost(line, before, by=by)
    audit.record(
        Action.PAYOUT_LINE_EXPLAINED,
        chapter_id=chapter_id,
        subject=("payout_lines", line.id),
        by=by,
        amount_minor=line.net_minor,
        category=category.value,
    )
    version.changed(chapter_id=chapter_id)


@across_chapters()
def give(*, line_id: int, chapter_id: int) -> None:
    """The operator says whose a line of a shared account's payout is; raises NotFound where it is a chapter's."""
    _give(line_id=line_id, chapter_id=chapter_id)


@transactional
def _give(*, line_id: int, chapter_id: int) -> None:
    owner = queries.payout_of_unclaimed(line_id=line_id)
    if owner is None:
        raise NotFound("There is no such line that waits for a chapter.")
    payout = queries.lock_account_payout(account_payout_id=owner)
    [line] = queries.lock_lines(line_ids=[line_id])
    before = payout_lines.place_of(line)
    line.chapter_id = chapter_id
    if payout.lines_state is LinesState.NEVER:
        line.problem = None
    payout_lines.repost(line, before, by=OPERATOR)
    payouts.bring_up(payout)
    audit.record(
        Action.PAYOUT_LINE_GIVEN,
        chapter_id=chapter_id,
        subject=("payout_lines", line.id),
        by=OPERATOR,
        amount_minor=line.net_minor,
    )
