"""What autopay charged: each installment once, with money of its own member."""

from __future__ import annotations

from sqlalchemy import and_, func, literal, or_, select

from sigma_finance.domain.payments.autopay import AttemptState
from sigma_finance.models import AutopayAttempt, Payment
from sigma_finance.queries.books.verify.checks import Check, Statement, of_same

_TAKEN = (AttemptState.CHARGING, AttemptState.PAID)


def _charged_twice(chapter_id: int) -> Statement:
    count = func.count(AutopayAttempt.id)
    return (
        select(AutopayAttempt.installment_id, literal(1), count)
        .where(AutopayAttempt.chapter_id == chapter_id, AutopayAttempt.state.in_(_TAKEN))
        .group_by(AutopayAttempt.installment_id)
        .having(count > 1)
    )


def _foreign_charges(chapter_id: int) -> Statement:
    return (
        select(AutopayAttempt.id, AutopayAttempt.member_id, Payment.member_id)
        .join(Payment, of_same(AutopayAttempt, AutopayAttempt.payment_id, Payment))
        .where(
            AutopayAttempt.chapter_id == chapter_id,
            or_(
                Payment.member_id.is_distinct_from(AutopayAttempt.member_id),
                and_(AutopayAttempt.state.in_(_TAKEN), Payment.autopay.is_(False)),
            ),
        )
    )


CHECKS = (
    Check(
        "autopay_charged_once",
        "Autopay charged an installment at most once.",
        "installment",
        _charged_twice,
    ),
    Check("autopay_members", "A charge by autopay is its member's.", "autopay attempt", _foreign_charges),
)
