"""Words that decide what a row is: paid or not, here or gone."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum

from sigma_finance.domain.folding import plain
from sigma_finance.domain.imports import languages
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.imports.words import as_text, letters_and_digits


class StatusVerdict(Enum):
    """What a word says: that the row counts, that it doesn't, or nothing that we can tell."""

    YES = "yes"
    NO = "no"
    EMPTY = "empty"
    UNKNOWN = "unknown"


def _words(text: str) -> frozenset[str]:
    return frozenset(filter(None, (letters_and_digits(word) for word in text.split("|"))))


_YES = _words("yes|y|true|x|xx|ok|done|1|oui|si|sí|ja|ndiyo")
_NO = _words("no|n|false|0|none|non|nein|hapana")
_TICKS, _CROSSES = frozenset("✓✔☑✅"), frozenset("✗✘☒❌☐")
_PAID = _words(
    "paid|paid in full|paid full|fully paid|full|complete|completed|cleared|settled|received|succeeded|successful|"
    "success|confirmed|approved|posted|deposited|collected|captured|closed|processed|financial|ok|pif|pd|"
    "partial|partially paid|partly paid|part paid|paid partial|paid partially|paid late|late paid|paid online|"
    f"available|credited|{languages.PAID}"
)
_NOT_PAID = _words(
    "unpaid|not paid|not yet paid|pending|due|past due|overdue|owed|owes|owing|outstanding|open|failed|failure|"
    "declined|refused|rejected|refunded|fully refunded|refund|voided|void|bounced|returned|nsf|reversed|reversal|"
    "disputed|chargeback|charged back|charge back|cancelled|canceled|cancel|expired|incomplete|awaiting payment|"
    "waiting|processing|in process|in progress|scheduled|draft|invoiced|billed|sent|uncollected|not received|"
    "missing|blocked|requires payment method|requires action|uncaptured|delinquent|deleted|written off|stopped|"
    "stop payment|insufficient funds|iou|promised|pledged|waived|exempt|excused|forgiven|uncleared|not cleared|"
    "not financial|nonfinancial|in arrears|arrears|never paid|no payment|nonpayment|hold|on hold|held|"
    f"dishonored|dishonoured|{languages.NOT_PAID}"
)
_OTHER_KINDS = _words(
    "refund|refunds|payment refund|chargeback|dispute|payout|withdrawal|invoice|bill|credit memo|credit note|"
    "reversal|"
    "fine owed|expense|disbursement|reimbursement|void|waiver|write off|balance forward|owed|transfer out"
)
_PAYMENT_KINDS = _words(
    "payment|payments|dues|dues payment|dues paid|membership|membership dues|member dues|installment|receipt"
)
_HERE = _words(
    "active|current|member|full|full member|regular|in good standing|good standing|good|initiated|enrolled|present|"
    f"registered|yes|continuing|returning|ok|paid|financial|{languages.HERE}"
)
_GONE = _words(
    "inactive|not active|graduated|graduate|grad|dropped|drop|dropped out|resigned|quit|left|gone|former|"
    "former member|"
    "ex member|past member|past|expelled|removed|terminated|suspended|transferred|transfer|deceased|dead|withdrawn|"
    "withdrew|disaffiliated|depledged|de pledged|deactivated|revoked|lapsed|expired|cancelled|canceled|moved|"
    "moved away|"
    "leave|on leave|leave of absence|loa|study abroad|abroad|medical leave|early alum|early alumni|early alumnus|"
    "alumni|alumnus|alumna|alumnae|alum|alums|retired|blackballed|ineligible|declined|rejected|not returning|"
    "no longer active|"
    "no longer a member|non member|nonmember|unaffiliated|archived|closed|disabled|blocked|deleted|chapter "
    f"eternal|chapter invisible|{languages.GONE}"
)
_ROUND = re.compile(r"\(.*?\)|[-–—,;:/].*$")
#: What tells when: *in May 2024*, *since 2023*, *Fall 2022*.
_WHEN = re.compile(
    r"\s(?:(?:in|on|since|as of|effective|from|last|until|by|early|late|at|desde|en|am|seit|im|depuis|tangu) )*"
    r"(?:[0-9‘’'(]|(?:fall|autumn|spring|summer|winter|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|semester|year|"
    r"term|month|week)).*$",
    re.IGNORECASE,
)
_UNPAID_PIECES = re.compile(
    r"(?<!\bnot )(?<!\bnon )(?<!\bno )(?<!\bnever )\b(?:unpaid|not (?:yet )?(?:been )?paid|hasnt (?:yet )?paid|"
    r"has not paid|didnt pay|did not pay|never paid|bounced|nsf|refunded|charge ?back|charged back|voided|reversed|"
    rf"stop(?:ped)? payment|didnt clear|did not clear|{languages.UNPAID_PIECES})\b"
)


def _said(cell: Cell) -> str:
    return "" if isinstance(cell, Flaw) else as_text(cell)


def yes_or_no(cell: Cell) -> StatusVerdict:
    """A tick, a cross, a yes or a no."""
    text = _said(cell)
    if isinstance(cell, bool):
        return StatusVerdict.YES if cell else StatusVerdict.NO
    if not text:
        return StatusVerdict.EMPTY
    word = letters_and_digits(text)
    if word in _YES or (text and set(text) <= _TICKS):
        return StatusVerdict.YES
    if word in _NO or set(text) <= _CROSSES | set("-–—"):
        return StatusVerdict.NO
    return StatusVerdict.UNKNOWN


def _judged(cell: Cell, good: frozenset[str], bad: frozenset[str]) -> StatusVerdict:
    """By the whole text, else by what stands before a bracket, a comma, a dash or a day."""
    plain_answer = yes_or_no(cell)
    if plain_answer is not StatusVerdict.UNKNOWN:
        return plain_answer
    text = _said(cell)
    for written in (text, _ROUND.sub("", text), _WHEN.sub("", text)):
        word = letters_and_digits(written)
        if word in bad:
            return StatusVerdict.NO
        if word in good:
            return StatusVerdict.YES
    return StatusVerdict.UNKNOWN


def paid(cell: Cell) -> StatusVerdict:
    """Whether a status says that money came in and stayed."""
    return _judged(cell, _PAID | _PAYMENT_KINDS, _NOT_PAID | _OTHER_KINDS)


def belongs(cell: Cell) -> StatusVerdict:
    """Whether a status says that somebody still belongs."""
    return _judged(cell, _HERE, _GONE)


def is_kind(text: str) -> bool:
    """Whether a text names a kind of transaction, or a state of one."""
    word = letters_and_digits(text)
    return word in _PAYMENT_KINDS | _OTHER_KINDS | _PAID | _NOT_PAID


def says_unpaid(text: str) -> bool:
    """Whether a text says by itself that nothing came in, or that it went back."""
    return letters_and_digits(text) in (_NOT_PAID | _OTHER_KINDS) - _words(
        "due|open|sent|bill|past due|invoice|full"
    )


def may_say_unpaid(text: str) -> bool:
    """Whether a text says so by itself or among other words: *check bounced*, *refunded 3/4*, *not paid yet*."""
    return says_unpaid(text) or _UNPAID_PIECES.search(plain(text)) is not None


_LATER = re.compile(r"(19|20)[0-9]{2}")
_BY_YEAR = {-1: StatusVerdict.YES, 0: StatusVerdict.UNKNOWN, 1: StatusVerdict.NO}


def gone(cell: Cell, today: date) -> StatusVerdict:
    """Whether a column such as *Graduated* or *Left on* says that somebody went: YES, NO (not yet), or UNKNOWN."""
    if isinstance(cell, date):
        return StatusVerdict.YES if cell.strftime("%Y%m%d") <= today.strftime("%Y%m%d") else StatusVerdict.NO
    answer = yes_or_no(cell)
    if answer is not StatusVerdict.UNKNOWN:
        return answer
    text = plain(_said(cell))
    years = [int(found.group()) for found in _LATER.finditer(text)]
    if years:
        return _BY_YEAR[(max(years) > today.year) - (max(years) < today.year)]
    return StatusVerdict.YES if letters_and_digits(text) in _GONE else StatusVerdict.UNKNOWN
