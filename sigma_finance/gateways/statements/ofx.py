"""OFX and QFX, which is OFX with a bank's id: by ofxtools, from the tree that it makes of either version.

Source: https://financialdataexchange.org/ofx (OFX 2.3, section 11: banking).
"""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

from sigma_finance.gateways.spreadsheets.refusals import refuse

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DAMAGED = "The OFX file is damaged and cannot be read. Download it again, or choose CSV at your bank."
NO_STATEMENT = "This OFX file holds no statement of a bank account."
SEVERAL = "This OFX file holds the statements of several accounts. Download one for each account."
_MARK = re.compile(rb"<OFX\b|OFXHEADER", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def is_ofx(content: bytes) -> bool:
    """Whether a file says that it is OFX."""
    return _MARK.search(content[:2_000]) is not None


def pack(content: bytes) -> bytes:
    """The statement in an OFX file as JSON; raises Unreadable. Called in the process for files of strangers."""
    root = _tree(content)
    found = [*root.iter("STMTRS"), *root.iter("CCSTMTRS")]
    if not found:
        refuse(NO_STATEMENT)
    if len(found) > 1:
        refuse(SEVERAL)
    [statement] = found
    return json.dumps(
        {
            "currency": _text(statement, "CURDEF").upper(),
            "closing": _text(statement, "LEDGERBAL/BALAMT"),
            "lines": [_line(one) for one in statement.iter("STMTTRN")],
        }
    ).encode()


def _tree(content: bytes) -> Element:
    from ofxtools.header import OFXHeaderError
    from ofxtools.Parser import OFXTree, ParseError

    tree = OFXTree()
    try:
        tree.parse(io.BytesIO(content))
        root = tree.getroot()
    except (ParseError, OFXHeaderError, SyntaxError, ValueError, AssertionError, LookupError):
        refuse(DAMAGED)
    if root is None or root.tag != "OFX":
        refuse(DAMAGED)
    return root


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _line(one: Element) -> dict[str, str]:
    found = _DAY.match(_text(one, "DTPOSTED"))
    name = _text(one, "NAME") or _text(one, "PAYEE/NAME")
    memo = _text(one, "MEMO")
    return {
        "booked_on": "-".join(found.groups()) if found else _text(one, "DTPOSTED"),
        "amount": _text(one, "TRNAMT"),
        "description": name if memo in name else f"{name} {memo}".strip(),
        "reference": _text(one, "REFNUM"),
        "check_number": _text(one, "CHECKNUM").lstrip("0"),
    }
