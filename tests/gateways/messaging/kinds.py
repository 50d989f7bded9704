"""What each kind of mail is told, as the services tell it."""

from __future__ import annotations

from typing import Any

SHARED = {
    "chapter_name": "Sigma Delta Sigma",
    "accent": "#1d4ed8",
    "base_url": "https://dues.example.org",
    "written_on": "November 30, 2026",
}


LINK = "https://dues.example.org/auth/register?code=ABCD-1234&next=%2Fpay"


PAY = "https://dues.example.org/pay"


AUTOPAY = "https://dues.example.org/autopay"


REVIEW = "https://dues.example.org/treasurer/payments/7"


def section(kind: str, on: str) -> dict[str, Any]:
    """A section with one installment."""
    method = "Visa ending 4242" if kind == "autopay" else ""
    return {"kind": kind, "on": on, "sum": "$50.00", "method": method, "parts": [["Dues 2026-27", "$50.00"]]}


STANDING: dict[str, Any] = {
    "member_name": "Ada Lovelace",
    "balance": "$380.00",
    "past_due": "",
    "oldest": "",
    "since": "",
    "due_today": "",
    "pay_url": "https://dues.example.org/pay/a-signed-link?for=12.13",
}


CONTEXTS: dict[str, dict[str, Any]] = {
    "invite": {
        "invited_by": "Grace Hopper",
        "register_url": LINK,
        "expires_on": "December 31, 2026",
        "member_name": "Ada Lovelace",
        "role_label": "Member",
    },
    "confirm_address": {"register_url": LINK, "expires_on": "December 31, 2026"},
    "existing_account": {"register_url": LINK, "sign_in_url": "https://dues.example.org/auth/login"},
    "receipt": {
        "member_name": "Ada Lovelace",
        "amount": "$1,200.00",
        "method_label": "Bank debit",
        "received_on": "November 2, 2026",
        "receipt_number": "R-2026-0001",
        "receipt_url": "https://dues.example.org/payments/P-7KQ2/receipt.pdf",
        "balance": "$0.00",
        "settled": [
            {"description": "Dues 2025-26", "amount": "$400.00"},
            {"description": "Dues 2026-27", "amount": "$750.00"},
        ],
        "credit": "$50.00",
    },
    "credit_paid_back": {
        "member_name": "Ada Lovelace",
        "amount": "$50.00",
        "method_label": "Check",
        "paid_on": "November 2, 2026",
        "credit": "$10.00",
    },
    "plan_agreed": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "installments": "2",
        "first_on": "November 2, 2026",
        "plan_url": PAY,
    },
    "plan_proposed": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "installments": "8",
        "review_url": REVIEW,
    },
    "plan_ended": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "first_on": "November 2, 2026",
        "plan_url": PAY,
        "reason": "The date has passed.",
        "what": "was declined",
    },
    "due_soon": {
        **STANDING,
        "amount": "$50.00",
        "due_soon": "$50.00",
        "due_on": "December 10, 2026",
        "sections": [section("due_by", "December 10, 2026"), section("due_by", "December 17, 2026")],
    },
    "due_today": {
        **STANDING,
        "amount": "$50.00",
        "due_today": "$50.00",
        "sections": [section("due_today", "November 30, 2026"), section("due_by", "December 17, 2026")],
    },
    "past_due": {
        **STANDING,
        "amount": "$150.00",
        "past_due": "$100.00",
        "oldest": "$50.00",
        "since": "November 16, 2026",
        "due_today": "$50.00",
        "sections": [
            {
                **section("past_due", "November 30, 2026"),
                "sum": "$100.00",
                "parts": [
                    ["Dues 2026-27, due November 16, 2026", "$50.00"],
                    ["Late fee: Dues 2026-27, due November 23, 2026", "$50.00"],
                ],
            },
            section("due_today", "November 30, 2026"),
            section("autopay", "December 17, 2026"),
        ],
    },
    **{
        kind: {"member_name": "Ada Lovelace", "amount": "$50.00", "balance": "$20.00", "credit": "$10.00"}
        for kind in ("payment_taken", "payment_returned", "credit_put_back")
    },
    **{
        kind: {
            "member_name": "Ada Lovelace",
            "amount": "$50.00",
            "balance": "$20.00",
            "credit": "$10.00",
            told: "The card is not used any more.",
        }
        for kind, told in (("refunded", "how"), ("refund_failed", "problem"))
    },
    **{
        kind: {
            "member_name": "Ada Lovelace",
            "amount": "$50.00",
            "description": "Dues 2026-27",
            "balance": "$20.00",
            **({"credit": "$10.00"} if kind == "charge_reversed" else {}),
        }
        for kind in ("charge_waived", "charge_reversed")
    },
    "autopay_on": {
        "member_name": "Ada Lovelace",
        "method": "Visa ending 4242",
        "consent": "I allow Sigma Delta Sigma to charge the card.",
        "items": [["Dues 2026-27, December 31, 2026", "$50.00"]],
        "autopay_url": AUTOPAY,
    },
    "autopay_notice": {
        "member_name": "Ada Lovelace",
        "past_due": "Yes",  # it is asked for alone
        "due_today": "",
        "amount": "$50.00",
        "method": "Visa ending 4242",
        "charged_on": "December 31, 2026",
        "later": [["$60.00", "January 1, 2027"]],
        "sections": [section("autopay", "December 31, 2026"), section("autopay", "January 1, 2027")],
        "warning": "That card will have expired by then.",
        "pay_url": PAY,
        "autopay_url": AUTOPAY,
    },
    "autopay_failed": {
        "member_name": "Ada Lovelace",
        "amount": "$50.00",
        "reason": "The card has expired, or its date was not right.",
        "next_on": "January 1, 2027",
        "todo": "Pay now another way.",
        "pay_url": PAY,
        "autopay_url": AUTOPAY,
    },
    "autopay_ended": {
        "member_name": "Ada Lovelace",
        "method": "Visa ending 4242",
        "reason": "You turned it off.",
        "todo": "",
        "autopay_url": AUTOPAY,
    },
    "autopay_stopped": {
        "amount": "$50.00",
        "member_name": "Ada Lovelace",
        "method": "Visa ending 4242",
        "review_url": "https://dues.example.org/treasurer/members/7",
    },
    "nightly_check": {
        "chapters": "2 chapters",
        "heads": ["sds.12." + "ab" * 32 + "." + "cd" * 16],
        "books_heads": ["sds.7." + "ef" * 32 + "." + "cd" * 16],
    },
    "nightly_differs": {
        "chapters": "2 chapters",
        "differing": "sds",
        "heads": ["sds.12." + "ab" * 32 + "." + "cd" * 16],
        "books_heads": ["sds.7." + "ef" * 32 + "." + "cd" * 16],
    },
    "books_differ": {"review_url": "https://dues.example.org/treasurer/audit"},
    "mail_stopped": {
        "member_name": "Ada Lovelace",
        "review_url": "https://dues.example.org/treasurer/members/7",
    },
    "approval_asked": {
        "asked_by": "Tess Treasurer",
        "amount": "$500.00",
        "what": "Waive a charge",
        "reason": "A scholarship",
        "review_url": "https://dues.example.org/treasurer/approvals",
    },
    "approval_decided": {
        "amount": "$500.00",
        "what": "Waive a charge",
        "verdict": "declined",
        "answer": "Too much at once",
        "review_url": "https://dues.example.org/treasurer/approvals",
    },
    "plan_done": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "installments": "4",
        "plan_url": "https://dues.example.org/plans",
    },
    "weekly_note": {
        "amount": "$300.00",
        "payments": "3",
        "owed": "$1,200.00",
        "past_due": "$400.00",
        "late": "2",
        "waiting": "1",
        "review_url": "https://dues.example.org/treasurer",
    },
    "late_fee": {
        **STANDING,
        "amount": "$15.00",
        "due_on": "November 2, 2026",
        "fees": [["Dues 2026-27, due November 2, 2026", "$15.00"]],
        "sections": [section("due_by", "December 14, 2026")],
        "pay_url": PAY,
    },
    "handover_offered": {
        "name": "Ben Banneker",
        "from_name": "Tess Treasurer",
        "due_on": "November 16, 2026",
        "handover_url": "https://dues.example.org/handover",
    },
    "handover_declined": {"name": "Tess Treasurer", "to_name": "Ben Banneker", "review_url": REVIEW},
    "handover_done": {
        "name": "Tess Treasurer",
        "from_name": "Tess Treasurer",
        "to_name": "Ben Banneker",
        "received_on": "November 2, 2026",
    },
    "receipt_again": {
        "member_name": "Ada Lovelace",
        "amount": "$1,200.00",
        "method_label": "Bank debit",
        "received_on": "November 2, 2026",
        "receipt_number": "R-2026-0001",
        "receipt_url": "https://dues.example.org/payments/P-7KQ2/receipt.pdf",
        "stays": "$1,000.00",
        "settled": [{"description": "Dues 2026-27", "amount": "$1,150.00"}],
        "credit": "$50.00",
    },
    "payer_receipt": {
        "member_initials": "A. L.",
        "amount": "$1,200.00",
        "method_label": "Card",
        "received_on": "November 2, 2026",
        "receipt_number": "R-2026-0002",
    },
    "donation_receipt": {
        "donor_name": "Grace Hopper",
        "amount": "$50.00",
        "method_label": "Card",
        "received_on": "November 2, 2026",
        "receipt_number": "R-2026-0001",
    },
    "payment_declined": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "reason": "There was not enough money in the account.",
        "pay_url": PAY,
    },
    "bank_debit_processing": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "expected_on": "December 4, 2026",
    },
    "confirm_account": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "verify_url": "https://payments.stripe.com/microdeposit/pacs_test",
        "payment_url": PAY,
        "expected_on": "December 2, 2026",
        "last_on": "December 12, 2026",
    },
    "bank_debit_failed": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "reason": "The bank account is closed, or its number was not right.",
        "pay_url": PAY,
    },
    "payment_reported": {
        "member_name": "Ada Lovelace",
        "amount": "$50.00",
        "method_label": "Zelle",
        "review_url": REVIEW,
    },
    "report_rejected": {"member_name": "Ada Lovelace", "amount": "$50.00", "reason": "Nothing came in."},
    "reset_password": {"name": "Ada Lovelace", "reset_url": LINK},
    "password_changed": {"name": "Ada Lovelace", "forgot_url": LINK},
    "confirm_new_address": {"name": "Ada Lovelace", "confirm_url": LINK},
    "address_change_asked": {"name": "Ada Lovelace", "keep_url": LINK},
    "address_change_waits": {"name": "Ada Lovelace", "keep_url": LINK, "due_on": "December 7, 2026"},
    "address_changed": {"name": "Ada Lovelace", "keep_url": LINK},
    "address_in_use": {},
    "password_was_reset": {"name": "Ada Lovelace", "by": "an operator"},
    "second_factor_was_reset": {"name": "Ada Lovelace", "by": "an operator"},
    "appointed": {
        "name": "Ada Lovelace",
        "post_label": "Vice president",
        "span": "from January 1, 2027 until December 31, 2027",
        "by": "Grace Hopper",
    },
    "officer_invited": {
        "name": "Ada Lovelace",
        "by": "Grace Hopper",
        "invited": "joan@example.org",
        "role_label": "Treasurer",
        "review_url": REVIEW,
    },
    "role_changed": {"name": "Ada Lovelace", "role_label": "Treasurer", "by": "Grace Hopper"},
    "unmatched_payment": {"amount": "$50.00", "review_url": REVIEW},
    "payment_reversed": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "reason": "The check bounced.",
        "balance": "$225.00",
        "fee": "$25.00",
    },
    "dispute_opened": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "happened": "The payer's bank took the payment back.",
        "due_on": "December 31, 2026",
        "reason": "Fraudulent",
        "review_url": REVIEW,
    },
    "dispute_due": {
        "member_name": "Ada Lovelace",
        "amount": "$200.00",
        "due_on": "December 31, 2026",
        "left": "7 days left",
        "reason": "The payer says that they did not make this payment.",
        "review_url": REVIEW,
    },
    "stripe_account": {
        "account": "acct_1Chapter",
        "account_name": "Sigma Delta Sigma",
        "what": "It was connected to the chapter. Nothing is paid there yet.",
        "review_url": REVIEW,
    },
    "payout_failed": {
        "amount": "$186.90",
        "problem": "The bank account is closed. Give Stripe another one.",
        "review_url": REVIEW,
    },
    "reimbursement_asked": {
        "asked_by": "Ada Lovelace",
        "amount": "$64.00",
        "what": "Snacks for the picnic",
        "review_url": REVIEW,
    },
    "reimbursement_approved": {
        "member_name": "Ada Lovelace",
        "amount": "$64.00",
        "payee": "Corner Shop",
        "reimbursement_url": REVIEW,
    },
    "reimbursement_declined": {
        "member_name": "Ada Lovelace",
        "amount": "$64.00",
        "payee": "Corner Shop",
        "answer": "The receipt cannot be read.",
        "reimbursement_url": REVIEW,
    },
    "reimbursement_paid": {
        "member_name": "Ada Lovelace",
        "amount": "$64.00",
        "payee": "Corner Shop",
        "how": "check, 1042, on November 30, 2026",
        "reimbursement_url": REVIEW,
    },
    "refund_came_back": {
        "member_name": "Ada Lovelace",
        "amount": "$50.00",
        "problem": "The card is not used any more.",
        "review_url": REVIEW,
    },
}


OPTIONAL = {"invite": ("member_name",), "receipt": ("credit",), "dispute_opened": ("due_on",)}
