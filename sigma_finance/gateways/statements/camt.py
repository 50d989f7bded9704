"""camt.053, the statement of ISO 20022, by pycamt.

Source: https://www.iso20022.org (camt.053, BankToCustomerStatement).
"""

from __future__ import annotations

import json
import re
from typing import Any

from sigma_finance.gateways.spreadsheets.refusals import refuse

DAMAGED = "The camt.053 file is damaged and cannot be read. Download it again, or choose CSV at your bank."
SEVERAL = "This camt.053 file holds several statements. Download one for each account and span."
NO_STATEMENT = "This file holds a report or notice of the bank, and no statement. Download it as camt.053."
_NAMESPACE = re.compile(rb"camt\.05[234]\.001\.[0-9]{2}")
_BOOKED = ("BOOK", "")


def is_camt(content: bytes) -> bool:
    """Whether a file says that it is a message of this family."""
    return _NAMESPACE.search(content[:4_000]) is not None


def pack(content: bytes) -> bytes:
    """The statement in a camt.053 file as JSON; raises Unreadable. Called in the process for files of strangers."""
    named = _NAMESPACE.search(content[:4_000])
    if named is None or not named.group().startswith(b"camt.053"):
        refuse(NO_STATEMENT)
    statements, entries = _read(content)
    if len(statements) > 1:
        refuse(SEVERAL)
    [statement] = statements
    currencies = {entry.get("Currency") or "" for entry in entries} | {statement.get("Currency") or ""}
    return json.dumps(
        {
            "currency": "/".join(sorted(currencies - {""})),
            "opening": statement.get("OpeningBalance") or "",
            "closing": statement.get("ClosingBalance") or "",
            "lines": [_line(entry) for entry in entries],
        }
    ).encode()


def _read(content: bytes) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    from lxml.etree import XMLSyntaxError
    from pycamt.parser import Camt053ParseError, Camt053Parser

    if b"<!DOCTYPE" in content[:4_000]:
        refuse(DAMAGED)
    try:
        parser = Camt053Parser(content)
        return parser.get_statement_info(), parser.get_transactions()
    except (XMLSyntaxError, Camt053ParseError, AttributeError, KeyError, TypeError, ValueError):
        refuse(DAMAGED)


def _line(entry: dict[str, Any]) -> dict[str, Any]:
    out = entry.get("CreditDebitIndicator") == "DBIT"
    amount = entry.get("Amount") or ""
    return {
        "booked_on": entry.get("BookingDate") or entry.get("ValueDate") or "",
        "amount": f"-{amount}" if out else amount,
        "description": _description(entry, out),
        "reference": _reference(entry),
        "pending": (entry.get("Status") or "") not in _BOOKED,
    }


def _description(entry: dict[str, Any], out: bool) -> str:
    other = entry.get("CreditorName" if out else "DebtorName") or ""
    said = (
        entry.get("RemittanceInformationFull")
        or entry.get("RemittanceInformation")
        or entry.get("AdditionalEntryInformation")
        or ""
    )
    return f"{other} {said}".strip()


def _reference(entry: dict[str, Any]) -> str:
    named = entry.get("EndToEndId") or ""
    return "" if named == "NOTPROVIDED" else named
