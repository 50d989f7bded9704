"""Why a payment failed, in the payer's words.

Stripe's codes: https://docs.stripe.com/declines/codes and https://docs.stripe.com/payments/ach-direct-debit#failures.
What would tell a thief that a card is reported or flagged reads like any other decline.
"""

from __future__ import annotations

from collections.abc import Iterable

from sigma_finance.gateways.payments.types import EXTRA_CHECK_FAILED

DECLINED = "The payment was declined. Try another card or bank account, or ask your bank."

_FUNDS = "There was not enough money in the account."
_NUMBER = "The card number was not right."
_SECURITY_CODE = "The security code was not right."
_EXPIRED = "The card has expired, or its date was not right."
_POSTAL_CODE = "The postal code does not match the card."
_LATER = "The bank could not process the payment. Trying again later may work."
_LIMIT = "The amount is over the card's limit."
_UNSUPPORTED = "This card cannot be used for this payment. Try another one."
_CLOSED = "The bank account is closed, or its number was not right."
_NOT_ALLOWED = "The bank did not allow the debit."
_MICRODEPOSITS = "The bank account was not confirmed with the small test deposits."
_TOO_OFTEN = (
    "What the small test deposits came to was said wrongly too often, so the bank account was not confirmed."
)
_TOO_LATE = (
    "Nobody said in ten days what the small test deposits came to, so the bank account was not confirmed."
)
#: Stripe's code for an account that nobody confirmed in time.
TIMED_OUT = "payment_method_microdeposit_verification_timeout"

_WORDS = {
    "insufficient_funds": _FUNDS,
    "card_velocity_exceeded": _LIMIT,
    "withdrawal_count_limit_exceeded": _LIMIT,
    "incorrect_number": _NUMBER,
    "invalid_number": _NUMBER,
    "incorrect_cvc": _SECURITY_CODE,
    "invalid_cvc": _SECURITY_CODE,
    "expired_card": _EXPIRED,
    "invalid_expiry_month": _EXPIRED,
    "invalid_expiry_year": _EXPIRED,
    "expired_payment_method": _EXPIRED,
    "incorrect_zip": _POSTAL_CODE,
    "incorrect_postal_code": _POSTAL_CODE,
    "postal_code_invalid": _POSTAL_CODE,
    "authentication_required": EXTRA_CHECK_FAILED,
    "authentication_failure": EXTRA_CHECK_FAILED,
    "payment_intent_authentication_failure": EXTRA_CHECK_FAILED,
    "processing_error": _LATER,
    "issuer_not_available": _LATER,
    "reenter_transaction": _LATER,
    "try_again_later": _LATER,
    "could_not_process": _LATER,
    "payment_method_provider_timeout": _LATER,
    "card_not_supported": _UNSUPPORTED,
    "currency_not_supported": _UNSUPPORTED,
    "testmode_decline": "This is a test card. It works in test mode only.",
    "account_closed": _CLOSED,
    "no_account": _CLOSED,
    "invalid_account_number": _CLOSED,
    "account_number_invalid": _CLOSED,
    "routing_number_invalid": _CLOSED,
    "bank_account_restricted": _NOT_ALLOWED,
    "bank_account_unusable": _NOT_ALLOWED,
    "bank_account_declined": _NOT_ALLOWED,
    "bank_ownership_changed": _NOT_ALLOWED,
    "debit_not_authorized": _NOT_ALLOWED,
    "payment_method_bank_account_blocked": _NOT_ALLOWED,
    "payment_method_microdeposit_failed": _MICRODEPOSITS,
    "payment_method_microdeposit_verification_attempts_exceeded": _TOO_OFTEN,
    TIMED_OUT: _TOO_LATE,
    "bank_account_verification_failed": _MICRODEPOSITS,
}


def explain(codes: Iterable[str | None]) -> str:
    """The first of Stripe's codes that says something a payer can act on, as a sentence."""
    return next((_WORDS[code] for code in codes if code in _WORDS), DECLINED)


_PAYOUT_FAILED = "The bank sent the money back. Look at the bank account in Stripe's dashboard."
_OF_PAYOUTS = {
    "account_closed": "The bank account is closed. Give Stripe another one.",
    "bank_account_restricted": "The bank account takes no payouts. Give Stripe another one.",
    "declined": "The bank declined the payout. Ask the bank, or give Stripe another account.",
    "incorrect_account_holder_name": "The account holder's name at Stripe is not the bank's. Correct it there.",
    "insufficient_funds": "There was not enough money in the bank account for what Stripe was owed.",
    "invalid_account_number": "The account number at Stripe is not right. Correct it there.",
    "no_account": "The bank knows no such account. Correct its number at Stripe.",
}


def explain_payout(code: str | None) -> str:
    """Why a payout came back, as a sentence for whoever keeps the books; empty where it did not."""
    return _OF_PAYOUTS.get(code, _PAYOUT_FAILED) if code else ""


#: What Stripe asks for, by how the name of the field begins. https://docs.stripe.com/connect/required-verification-information
_WANTS = {
    "external_account": "The bank account that payouts go to",
    "tos_acceptance": "Acceptance of Stripe's terms",
    "business_profile.url": "A web address, or a description of what is collected",
    "business_profile.product_description": "A web address, or a description of what is collected",
    "business_profile": "What the chapter does",
    "business_type": "What kind of organisation the chapter is",
    "company.verification": "A document about the organisation",
    "company": "The organisation's name, address and tax number",
    "representative": "Who represents the chapter",
    "individual": "Who represents the chapter",
    "person_": "Who represents the chapter",
    "owners": "Who owns or directs the organisation",
    "directors": "Who owns or directs the organisation",
    "settings": "How payments read on statements",
}


def explain_wants(fields: Iterable[str]) -> tuple[str, ...]:
    """What an account still lacks, in words, each once."""
    return tuple(dict.fromkeys(_want(field) for field in fields))


def _want(field: str) -> str:
    for beginning, said in _WANTS.items():
        if field.startswith(beginning):
            return said
    return field.replace("_", " ").replace(".", ": ").capitalize()


_REFUND_WORDS = {
    "lost_or_stolen_card": "The card is not used any more.",
    "expired_or_canceled_card": "The card has expired or was cancelled.",
    "charge_for_pending_refund_disputed": "The payer disputed the payment meanwhile.",
    "insufficient_funds": "There was not enough money at Stripe.",
    "declined": "The payer's bank did not take it.",
}


def explain_refund(code: str | None) -> str | None:
    """Why a refund came back; None where it did not."""
    return _REFUND_WORDS.get(code, "The payer's bank did not take it.") if code else None
