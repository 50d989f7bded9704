"""Opens a statement by what is in it: a table as imports read them, or one of the formats that banks write."""

from __future__ import annotations

import hashlib
import json

from sigma_finance.domain.bank.statements import PlainLine, PlainStatement
from sigma_finance.domain.bank.words import StatementFormat
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.tables import Table
from sigma_finance.gateways import apart
from sigma_finance.gateways.spreadsheets import reading
from sigma_finance.gateways.spreadsheets.refusals import EMPTY, LARGEST_FILE, TOO_LARGE, TOO_MUCH, refuse
from sigma_finance.gateways.statements.camt import is_camt
from sigma_finance.gateways.statements.ofx import is_ofx

A_PDF = "This is a PDF, which is made for reading. Download the statement from your bank as CSV, OFX, QFX or camt.053."


def open_statement(content: bytes, *, name: str, encoding: str = "") -> Table | PlainStatement:
    """A table, or a statement in a bank's own format; raises Unreadable, with one sentence, for everything else."""
    if not content:
        refuse(EMPTY)
    if len(content) > LARGEST_FILE:
        refuse(TOO_LARGE)
    if content.startswith(b"%PDF"):
        refuse(A_PDF)
    if is_ofx(content):
        return _apart(StatementFormat.OFX, content, name)
    if is_camt(content):
        return _apart(StatementFormat.CAMT, content, name)
    return reading.open_table(content, name=name, encoding=encoding)


def _apart(kind: StatementFormat, content: bytes, name: str) -> PlainStatement:
    try:
        read = json.loads(apart.read(kind.value, content, field="file", too_much=TOO_MUCH))
    except Invalid as refusal:
        refuse(refusal.message)
    return PlainStatement(
        format=kind,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        currency=read["currency"],
        lines=[PlainLine(**line) for line in read["lines"]],
        opening=read.get("opening", ""),
        closing=read.get("closing", ""),
    )
