"""The end of a chain, of audit lines or of entries, as it is mailed: signed with a key that the database does not hold.

Whoever can write to the database can shorten a chain and set its end back, and every line that is left still follows on
the one before. They cannot sign, and cannot take back what was mailed: a head that was mailed must stand in its chain.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sigma_finance.domain.errors import Invalid

_WRITTEN = re.compile(r"([a-z0-9-]{1,40})\.([0-9]{1,18})\.([0-9a-f]{64})\.([0-9a-f]{32})")


@dataclass(frozen=True)
class AuditHead:
    """A chapter's chain once ended with this line."""

    chapter: str
    sequence: int
    hash: str


class Chain(StrEnum):
    """Of which chain it is the end; a head of the one never stands for the other."""

    AUDIT = "audit head"
    BOOKS = "books head"


_ENDS = {Chain.AUDIT: "an audit trail", Chain.BOOKS: "books"}


def sign(head: AuditHead, *, key: str, chain: Chain = Chain.AUDIT) -> str:
    """The head as it is mailed."""
    text = f"{head.chapter}.{head.sequence}.{head.hash}"
    return f"{text}.{_signature(text, key, chain)}"


def read(written: str, *, keys: Iterable[str], chain: Chain = Chain.AUDIT) -> AuditHead:
    """A head that was mailed; raises Invalid for what none of these keys has signed."""
    found = _WRITTEN.fullmatch(written.strip().removeprefix("Head").removeprefix("Books").strip())
    if found is None:
        raise Invalid(f"This is no head of {_ENDS[chain]}. Copy the whole line out of the mail.")
    chapter, sequence, line_hash, signature = found.groups()
    text = f"{chapter}.{sequence}.{line_hash}"
    if not any(hmac.compare_digest(signature, _signature(text, key, chain)) for key in keys):
        raise Invalid(f"This head of {chapter} was not signed by this deployment.")
    return AuditHead(chapter, int(sequence), line_hash)


def _signature(text: str, key: str, chain: Chain) -> str:
    own = hmac.new(key.encode(), chain.value.encode(), hashlib.sha256).digest()
    return hmac.new(own, text.encode(), hashlib.sha256).hexdigest()[:32]
