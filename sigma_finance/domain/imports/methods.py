"""How money came in, as people write it, and words that say that none did."""

from __future__ import annotations

import re

from sigma_finance.domain.imports import languages
from sigma_finance.domain.imports.words import letters_and_digits
from sigma_finance.domain.payments.payments import Method

_METHODS = {
    Method.CARD: "card creditcard debitcard credit debit credit/debitcard stripe visa mastercard amex square",
    Method.BANK_DEBIT: "bankdebit ach achdebit directdebit",
    Method.CASH: "cash",
    Method.CHECK: "check cheque chk ck moneyorder cashierscheck",
    Method.ZELLE: "zelle",
    Method.CASH_APP: "cashapp",
    Method.BANK_TRANSFER: "banktransfer transfer wire wiretransfer bank bankdeposit deposit",
    Method.OTHER: "other",
}
_METHOD_OF = {
    letters_and_digits(word): method
    for method, words in _METHODS.items()
    for word in f"{words} {languages.METHODS.get(method.name, '')}".split()
}
#: Ways to pay that we keep as *other*, named in the note.
_KNOWN_BESIDE = frozenset(
    "venmo paypal applepay googlepay gpay mpesa mpesapaybill mobilemoney airtelmoney facebookpay messengerpay "
    "gofundme payroll online inperson wise revolut interac etransfer einzug sepa bizum pix boleto upi paytm "
    "gcash".split()
)
_CHECK_NUMBER = re.compile(r"^(check|cheque|chk|ck)(no|number|num)?[0-9]+$")


def read_method(text: str) -> Method | None:
    """How the money came in; None where nothing is said, or nothing that we know."""
    word = letters_and_digits(text)
    if _CHECK_NUMBER.match(word):
        return Method.CHECK
    return _METHOD_OF.get(word)


def is_method(text: str) -> bool:
    """Whether a text names a way to pay."""
    return read_method(text) is not None or letters_and_digits(text) in _KNOWN_BESIDE
