"""Headings of parts of a sum: Q1 Amount, Installment 6, 2nd payment date, Fall 2024 dues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from sigma_finance.domain.folding import plain
from sigma_finance.domain.imports import languages


class PartPiece(Enum):
    """What a column tells of a part."""

    MONEY = "money"
    DATE = "date"
    METHOD = "method"
    NOTE = "note"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class PartHeading:
    """A part by its label, and what the column tells of it."""

    label: str
    piece: PartPiece


_KINDS = {
    piece: frozenset(f"{words} {languages.PART_PIECES[piece.name]}".split())
    for piece, words in {
        PartPiece.DATE: "date dates day on when dated",
        PartPiece.METHOD: "method type mode via how by",
        PartPiece.NOTE: "note notes comment comments memo remark remarks",
        PartPiece.STATUS: "status state",
    }.items()
}
_MONEY = frozenset(
    "amount amt paid payment payments dues received collected sum fee usd of for the in pay "
    f"{languages.PART_MONEY}".split()
)
_NOUNS = (
    "quarter|qtr|q|installments?|instalments?|instal|install|inst|payments?|pmt|pay|part|partial|terms?|semester|sem|"
    f"trimester|months?|week|dues|deposit|round|half|phase|{languages.PART_NOUNS}"
)
_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_ABROAD = {word: number for words, number in languages.ORDINALS.items() for word in words.split()}
_ORDINALS = {word: number for number, word in enumerate(_WORDS, 1)} | _ABROAD
_BY_NUMBER = re.compile(
    rf"\b(?:{_NOUNS}) ?(?:no |number |num )?(?P<n>[0-9]{{1,2}})\b(?: (?:of|out of) [0-9]{{1,2}}\b)?"
)
_BY_ORDINAL = re.compile(rf"\b(?P<n>[0-9]{{1,2}}) ?(?:st|nd|rd|th)\b ?(?:{_NOUNS})?\b")
_BY_WORD = re.compile(rf"\b(?P<n>{'|'.join(_ORDINALS)}) (?:{_NOUNS})\b")
#: 1. Rate, 2ª cuota, 3e tranche; Awamu ya pili.
_BY_NUMBER_BEFORE = re.compile(
    rf"\b(?P<n>[0-9]{{1,2}}) (?:(?:a|o|e|er|re|ra|ro|da|do|ta|to|eme|ieme) )?(?:{languages.PART_NOUNS})\b"
)
_BY_WORD_BEHIND = re.compile(rf"\b(?:awamu|robo) ya (?P<n>{'|'.join(_ABROAD)})\b")
_MONTHS = (
    f"{languages.MONTHS.replace(' ', '|')}|"
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_BY_TERM = re.compile(
    rf"\b(?P<term>(?:fall|autumn|spring|summer|winter|{_MONTHS})(?: (?:20)?[0-9]{{2}}(?: (?:20)?[0-9]{{2}})?)?|"
    rf"(?:20)[0-9]{{2}} (?:fall|autumn|spring|summer|winter|{_MONTHS}))\b"
)
_BY_YEAR = re.compile(
    r"\b(?P<term>20[0-9]{2}(?: (?:20)?[0-9]{2})?)\b(?=.*[a-z])|(?<=[a-z] )(?P<year>20[0-9]{2}(?: (?:20)?[0-9]{2})?)$"
)
_BEHIND = re.compile(r"(?<=[a-z] )(?P<n>[0-9]{1,2})$")
_PATTERNS = (
    _BY_NUMBER,
    _BY_NUMBER_BEFORE,
    _BY_ORDINAL,
    _BY_WORD,
    _BY_WORD_BEHIND,
    _BY_TERM,
    _BY_YEAR,
    _BEHIND,
)


@lru_cache(maxsize=4_096)
def part_of(heading: str) -> PartHeading | None:
    """The part that a heading names, and what of it; None where it names none, or what is due instead of paid."""
    text = " ".join(re.findall(r"[a-z]+|[0-9]+", plain(heading)))
    for pattern in _PATTERNS:
        if found := pattern.search(text):
            rest = f"{text[: found.start()]} {text[found.end() :]}".split()
            piece = _piece(rest)
            return None if piece is None else PartHeading(_label(found), piece)
    return None


def _label(found: re.Match[str]) -> str:
    named = found.groupdict()
    if term := named.get("term") or named.get("year"):
        return " ".join(word.capitalize() for word in term.split())
    return str(_ORDINALS.get(named["n"], named["n"])).lstrip("0") or "0"


def _piece(rest: list[str]) -> PartPiece | None:
    """What the other words of a heading say; None where they say something else than we know."""
    kinds = [kind for kind, words in _KINDS.items() if words.intersection(rest)]
    known = _MONEY.union(*_KINDS.values())
    if len(kinds) > 1 or not known.issuperset(rest):
        return None
    return kinds[0] if kinds else PartPiece.MONEY
