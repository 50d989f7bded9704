"""Returning a member's credit, by cash, check or transfer."""

from __future__ import annotations

from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, CreditReturn, Member
from sigma_finance.queries import locks
from sigma_finance.queries.payments import credit_returns as queries
from sigma_finance.services import deciding
from sigma_finance.services.books import ledger
from sigma_finance.services.messages import movements, outbox
from sigma_finance.services.payments import cash_moves


@transactional
def return_credit(*, request: NewCreditReturn, by: Actor, approved: bool = False) -> int:
    """Book that credit was paid back, and tell the member; returns its id, for the same form the first one.

    Raises Invalid for a method of Stripe's (that is a refund), a day to come, or more than the member's credit, and
    NeedsSecond where it is more than one officer may pay out, unless it was ``approved``.
    """
    member = locks.lock_member(chapter_id=request.chapter_id, member_id=request.member_id)
    earlier = queries.find_by_form_key(chapter_id=request.chapter_id, form_key=request.form_key)
    if earlier is not None:
        return _same(earlier, request)
    deciding.decides_alone(
        chapter_id=request.chapter_id,
        member_id=request.member_id,
        permission=Permission.RECORD_MONEY,
        by=by,
        refusal="This credit is your own. Another officer has to pay it back.",
    )
    chapter = db.session.get_one(Chapter, request.chapter_id)
    _check(request, member, chapter)
    made = CreditReturn(
        chapter_id=chapter.id,
        member_id=member.id,
        amount_minor=request.amount_minor,
        method=request.method,
        paid_on=request.paid_on,
        note=clean_text(
            request.note, field="note", label="The note", at_most=300, required=False, lines=True
        ),
        form_key=request.form_key[:64],
        made_by_member_id=by.member_id,
    )
    db.session.add(made)
    db.session.flush()
    deciding.require(
        chapter_id=chapter.id,
        member_ids=[member.id],
        amount_minor=request.amount_minor,
        by=by,
        approved=approved,
    )
    cash = Account.CASH_ON_HAND if request.method is Method.CASH else Account.CASH_BANK
    lines = ledger.credit_lines(member, amount_minor=request.amount_minor, account=cash)
    cash_moves.post(made, EntryKind.CREDIT_RETURN, lines, booked_on=request.paid_on, by=by)
    cash_moves.note(Action.CREDIT_PAID_BACK, made, by, member_id=made.member_id)
    _tell(member, made, chapter)
    return made.id


@transactional
def reverse(*, chapter_id: int, credit_return_id: int, reason: str, by: Actor) -> None:
    """Take a credit return back that did not happen as it says; its credit is the member's again.

    What of it Stripe has refunded meanwhile is not: it makes good what stands in excess.
    """
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    found = queries.find_credit_return(chapter_id=chapter_id, credit_return_id=credit_return_id)
    if found is None:
        raise NotFound("There is no such credit return in this chapter.")
    member = locks.lock_member(chapter_id=chapter_id, member_id=found.member_id)
    made = queries.find_credit_return(chapter_id=chapter_id, credit_return_id=credit_return_id)
    if made is None or made.reversed_at is not None:
        raise Conflict("This credit return has been reversed already.")
    made.reversed_at = now()
    entry_id, lines = queries.booked(chapter_id=chapter_id, credit_return_id=credit_return_id)
    today = today_in(db.session.get_one(Chapter, chapter_id).timezone)
    back = ledger.credit_put_back_lines(chapter_id, lines)
    cash_moves.post(
        made,
        EntryKind.CREDIT_RETURN_REVERSAL,
        back,
        booked_on=today,
        by=by,
        memo=reason,
        reverses_entry_id=entry_id,
    )
    cash_moves.note(Action.CREDIT_RETURN_REVERSED, made, by, member_id=made.member_id)
    movements.tell(member, "credit_put_back", made.amount_minor)


def _same(earlier: CreditReturn, request: NewCreditReturn) -> int:
    if _contents(earlier) != _contents(request):
        raise Conflict("This form was sent already, with other contents. Open it again.")
    return earlier.id


def _contents(one: CreditReturn | NewCreditReturn) -> tuple[int, int, Method, date]:
    return one.member_id, one.amount_minor, one.method, one.paid_on


def _check(request: NewCreditReturn, member: Member, chapter: Chapter) -> None:
    if request.method.by_stripe:
        raise Invalid("Money that came by Stripe goes back as a refund.", field="method")
    if not 0 < request.amount_minor <= member.credit_minor:
        credit = format_money(member.credit_minor, chapter.currency)
        raise Invalid(f"The member has {credit} in credit. Enter that or less, above zero.", field="amount")
    if request.paid_on > today_in(chapter.timezone):
        raise Invalid("That day has not come yet. Enter the day on which it was paid back.", field="paid_on")


def _tell(member: Member, made: CreditReturn, chapter: Chapter) -> None:
    outbox.tell(
        member,
        "credit_paid_back",
        amount=format_money(made.amount_minor, chapter.currency),
        method_label=made.method.label,
        paid_on=long_date(made.paid_on),
        credit=format_money(member.credit_minor, chapter.currency),
    )
