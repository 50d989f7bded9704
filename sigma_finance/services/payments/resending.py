"""A receipt mailed once more to the member whose payment it proves."""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.money import format_money
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Member
from sigma_finance.queries.payments import receipts
from sigma_finance.queries.payments.receipts import ReceiptFacts
from sigma_finance.services import audit
from sigma_finance.services.messages import outbox


@transactional
def resend_receipt(*, chapter_id: int, reference: str, by: Actor) -> str:
    """Mail a payment's receipt again; returns the member's name.

    Raises NotFound without such a receipt; Conflict where it is void or no member's, and where its member has no
    address or is not written to.
    """
    chapter = db.session.get_one(Chapter, chapter_id)
    found = receipts.get_receipt(chapter_id=chapter_id, reference=reference, timezone=chapter.timezone)
    member = _addressee(found)
    outbox.tell(member, "receipt_again", **_facts(found, chapter))
    audit.record(
        Action.RECEIPT_RESENT,
        chapter_id=chapter_id,
        subject=("payments", found.payment_id),
        by=by,
        member_id=member.id,
        receipt=found.number,
    )
    return member.name


def _addressee(found: ReceiptFacts) -> Member:
    if found.member_id is None:
        raise Conflict("This receipt is no member's, so there is nobody to mail it to.")
    member = db.session.get_one(Member, found.member_id)
    if found.restated is not None and found.restated.is_void:
        raise Conflict(f"Receipt {found.number} is void, so it is not mailed again.")
    if not member.email:
        raise Conflict(f"{member.name} has no e-mail address. Add one on their page first.")
    if member.mail_stopped_at is not None:
        raise Conflict(f"E-mail to {member.name} kept coming back. Have it sent again on their page first.")
    return member


def _facts(found: ReceiptFacts, chapter: Chapter) -> dict[str, object]:
    def money(minor: int) -> str:
        return format_money(minor, chapter.currency)

    return {
        "amount": money(found.amount_minor),
        "method_label": found.method.label,
        "received_on": long_date(found.received_on),
        "receipt_number": found.number,
        "receipt_url": f"{setting('BASE_URL')}/payments/{found.reference}/receipt.pdf",
        "stays": money(found.restated.stays_minor) if found.restated else None,
        "settled": [
            {"description": line.description, "amount": money(line.amount_minor)} for line in found.settled
        ],
        "credit": money(found.credit_minor) if found.credit_minor > 0 else None,
    }
