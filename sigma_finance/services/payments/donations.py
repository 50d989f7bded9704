"""Donations: money that is nobody's dues, given on the public page or entered by an officer."""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain import policy
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_reference, statement_suffix
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.money import check_bounds
from sigma_finance.domain.payments.cards import check_least
from sigma_finance.domain.payments.payments import EARLIEST, Method, PaymentState
from sigma_finance.domain.payments.requests import DonationEntry, Gift
from sigma_finance.domain.text import clean_email, clean_text
from sigma_finance.extensions import db, setting
from sigma_finance.gateways.payments.providers import provider
from sigma_finance.gateways.payments.types import CheckoutRequest
from sigma_finance.models import Chapter, Payment
from sigma_finance.queries.payments import settling as queries
from sigma_finance.services import audit
from sigma_finance.services.books import receipts
from sigma_finance.services.payments import accounts, booking, checkout
from sigma_finance.services.payments.booking import BookingResult


@transactional
def record(*, chapter_id: int, gift: Gift, received: DonationEntry, by: Actor) -> BookingResult:
    """Book a donation that an officer has received, with a receipt; the same form again returns the first result.

    Raises Invalid for what cannot be taken, Conflict where the form was sent before with other contents.
    """
    earlier = queries.find_by_form_key(chapter_id=chapter_id, form_key=received.form_key)
    if earlier is not None:
        return _already(earlier, gift)
    chapter = db.session.get_one(Chapter, chapter_id)
    if received.method.by_stripe:
        raise Invalid("Payments by card or bank debit come in through Stripe.", field="method")
    if not EARLIEST <= received.received_on <= today_in(chapter.timezone):
        raise Invalid(
            "Enter the day on which the money came in; it cannot be in the future.", field="received_on"
        )
    payment = _enter(chapter, gift, received.method, PaymentState.REPORTED)
    payment.received_on = received.received_on
    payment.form_key = received.form_key
    payment.recorded_by_member_id = by.member_id
    return booking.book(
        payment, member=None, amount_minor=gift.amount_minor, by=by, action=Action.PAYMENT_RECORDED
    )


def start(*, slug: str, gift: Gift, by: Actor) -> str:
    """Open Checkout for a donor; returns the address to send them to.

    Raises NotFound where the chapter takes none, Invalid for what cannot be taken, Unavailable while Stripe is away.
    """
    with provider().within(checkout.CALL_SECONDS):
        return checkout.open_session(_intend(slug=slug, gift=gift, by=by))


@transactional
def _intend(*, slug: str, gift: Gift, by: Actor) -> CheckoutRequest:
    chapter = queries.find_chapter(slug=slug)
    if chapter is None or chapter.suspended_at or not policy.read(chapter.policy).donations_open:
        raise NotFound("There is no such page.")
    check_least(gift.amount_minor, currency=chapter.currency)
    payment = _enter(chapter, gift, Method.CARD, PaymentState.CREATED)
    audit.record(
        Action.PAYMENT_STARTED,
        chapter_id=chapter.id,
        subject=("payments", payment.id),
        by=by,
        member_id=None,
        amount_minor=payment.amount_minor,
    )
    back = f"{setting('BASE_URL')}/give/{chapter.slug}"
    return CheckoutRequest(
        payment_ref=payment.reference,
        chapter_slug=chapter.slug,
        member_id=0,
        description=f"Donation to {chapter.name}",
        amount_minor=payment.amount_minor,
        currency=chapter.currency,
        customer_email=payment.donor_email,
        statement_suffix=statement_suffix(chapter.slug),
        success_url=f"{back}/{payment.reference}?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=back,
        account=payment.stripe_account,
    )


def settle_return(*, slug: str, reference: str, session_id: str | None) -> None:
    """Book what a returning donor's session brought, if no webhook has done so yet; raises NotFound, Unavailable."""
    chapter = queries.find_chapter(slug=slug)
    payment = queries.find_payment(chapter_id=chapter.id, reference=reference) if chapter else None
    if payment is None or payment.donor_name is None:
        raise NotFound("There is no such donation.")
    checkout.look_up(payment, session_id=session_id)


def _enter(chapter: Chapter, gift: Gift, method: Method, state: PaymentState) -> Payment:
    check_bounds(gift.amount_minor, chapter.currency)
    payment = Payment(
        chapter_id=chapter.id,
        reference=new_reference("D"),
        method=method,
        state=state,
        amount_minor=gift.amount_minor,
        stripe_account=accounts.account_of(chapter) if method.by_stripe else "",
        donor_name=clean_text(gift.donor_name, field="donor_name", label="The name", at_most=120),
        donor_email=clean_email(gift.donor_email, field="donor_email") if gift.donor_email.strip() else None,
        note=clean_text(gift.note, field="note", label="The note", at_most=300, required=False, lines=True),
    )
    db.session.add(payment)
    db.session.flush()
    return payment


def _already(earlier: Payment, gift: Gift) -> BookingResult:
    if (earlier.amount_minor, earlier.donor_name) != (gift.amount_minor, gift.donor_name.strip()):
        raise Conflict("This form was sent already, with another donation. Open it again to enter one more.")
    return BookingResult(
        payment_id=earlier.id,
        reference=earlier.reference,
        amount_minor=earlier.amount_minor,
        method=earlier.method,
        receipt_number=receipts.number_of(earlier),
        balance_minor=0,
        credit_minor=0,
    )
