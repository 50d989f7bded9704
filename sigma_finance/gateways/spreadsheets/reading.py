"""Opens a file of rows and columns by what is in it, never by its name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.tables import Sheet, Table
from sigma_finance.gateways import apart
from sigma_finance.gateways.spreadsheets import rows, text
from sigma_finance.gateways.spreadsheets.refusals import (
    EMPTY,
    ENCRYPTED,
    LARGEST_FILE,
    OLD_FORMAT,
    TOO_LARGE,
    TOO_MUCH,
    refuse,
)

_ZIP = b"PK\x03\x04"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


def open_table(content: bytes, *, name: str, encoding: str = "") -> Table:
    """A workbook or CSV file as tables; raises Unreadable, with one sentence, for everything else.

    ``encoding`` is how somebody said that a CSV file was saved, where its letters came out wrong.
    """
    if not content:
        refuse(EMPTY)
    if len(content) > LARGEST_FILE:
        refuse(TOO_LARGE)
    if content.startswith(_COMPOUND):
        refuse(ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in content else OLD_FORMAT)
    digest = hashlib.sha256(content).hexdigest()
    if content.startswith(_ZIP):
        return Table(name=name, sha256=digest, sheets=_read_workbook(content))
    sheets, label = text.read(content, Path(name).stem, encoding=encoding)
    return Table(name=name, sha256=digest, sheets=sheets, encoding=label)


def _read_workbook(content: bytes) -> list[Sheet]:
    try:
        return rows.unpack(apart.read("workbook", content, field="file", too_much=TOO_MUCH))
    except Invalid as refusal:
        refuse(refusal.message)
