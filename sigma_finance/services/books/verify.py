"""Whether the books hold: every invariant that the rows can show, asked of every chapter."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import structlog

from sigma_finance.database import faults, transactions
from sigma_finance.database.one_by_one import reason
from sigma_finance.domain.audit import line_hash
from sigma_finance.domain.audit_heads import AuditHead
from sigma_finance.domain.dates import local_date
from sigma_finance.models import AuditEvent
from sigma_finance.queries import audit_heads
from sigma_finance.queries.books.verify import CHECKS, RuleBreach, find, trail
from sigma_finance.queries.chapters.chapters import ChapterRow
from sigma_finance.services import audit
from sigma_finance.services.books import chain

log = structlog.get_logger("sigma_finance.verify")
AUDIT_CHAIN = "audit_chain"
BOOKS_CHAIN = "books_chain"
READABLE = "readable"
RECEIPT_YEARS = "receipt_years"
HANDED_OVER = "handed_over_books"
SENTENCES = {
    **{check.name: check.says for check in CHECKS},
    RECEIPT_YEARS: "A receipt bears the year in which it was issued, in the chapter's zone.",
    HANDED_OVER: "The books that were handed over are as they were kept, and as the audit trail says.",
    READABLE: "Every chapter's books can be read to the end.",
    BOOKS_CHAIN: "Every entry is as it was booked, with its postings and in its place.",
    AUDIT_CHAIN: "The audit trail is as it was written, from its first line to its last.",
}


@dataclass(frozen=True)
class Difference:
    """A row that is not as it must be; amounts are in minor units."""

    check: str
    chapter: str
    subject: str
    expected: str
    found: str


@dataclass(frozen=True)
class VerificationReport:
    """Which chapters were looked at, and every difference found."""

    chapters: Sequence[str]
    differences: Sequence[Difference]

    @property
    def ok(self) -> bool:
        return not self.differences

    def count(self, check: str) -> int:
        """How many differences a check found."""
        return sum(difference.check == check for difference in self.differences)


def verify(
    *,
    chapters: Sequence[ChapterRow],
    heads: Iterable[AuditHead] = (),
    books_heads: Iterable[AuditHead] = (),
) -> VerificationReport:
    """Recompute these chapters' books from their postings and name every difference; changes nothing.

    ``heads`` and ``books_heads`` are ends of the chains of audit lines and of entries that are known from elsewhere.
    """
    known, known_of_books = list(heads), list(books_heads)

    def look(chapter: ChapterRow) -> Iterator[Difference]:
        yield from _differences(chapter, known)
        for finding in chain.broken(chapter_id=chapter.id, slug=chapter.slug, heads=known_of_books):
            yield _difference(BOOKS_CHAIN, chapter, finding)

    found = [difference for chapter in chapters for difference in _read(chapter, look)]
    return VerificationReport([chapter.slug for chapter in chapters], found)


def verify_audit(*, chapters: Sequence[ChapterRow], heads: Iterable[AuditHead] = ()) -> VerificationReport:
    """Recompute these chapters' audit chains alone, and look in them for heads that are known from elsewhere."""
    known = list(heads)

    def look(chapter: ChapterRow) -> Iterator[Difference]:
        return _broken_trail(chapter, known)

    found = [difference for chapter in chapters for difference in _read(chapter, look)]
    return VerificationReport([chapter.slug for chapter in chapters], found)


def read_again(chapter: ChapterRow, heads: Sequence[AuditHead] = ()) -> Iterator[Difference]:
    """What no statement can find: rows that have to be read one by one, dates in the chapter's zone, hashes."""
    for finding in _wrong_years(chapter):
        yield _difference(RECEIPT_YEARS, chapter, finding)
    for finding in _other_books(chapter.id):
        yield _difference(HANDED_OVER, chapter, finding)
    yield from _broken_trail(chapter, heads)


def broken_links(*, chapter_id: int) -> list[RuleBreach]:
    """What is not as it was written in one chapter's audit chain."""
    return list(_broken_links(chapter_id))


def _read(chapter: ChapterRow, look: Callable[[ChapterRow], Iterator[Difference]]) -> Iterator[Difference]:
    """What a look at a chapter finds; one that breaks off is a finding itself, and the next chapter's turn comes."""
    try:
        yield from look(chapter)
    except Exception as error:
        if faults.is_unreachable(error):
            raise
        transactions.end_read()
        log.error("verify.broke_off", chapter_id=chapter.id, error=type(error).__name__)
        yield Difference(READABLE, chapter.slug, "all of it", "read to the end", reason(error))


def _broken_trail(chapter: ChapterRow, heads: Sequence[AuditHead]) -> Iterator[Difference]:
    for finding in (*_broken_links(chapter.id), *_lost_heads(chapter, heads)):
        yield _difference(AUDIT_CHAIN, chapter, finding)


def _differences(chapter: ChapterRow, heads: Sequence[AuditHead]) -> Iterator[Difference]:
    for check in CHECKS:
        for finding in find(check, chapter_id=chapter.id):
            yield _difference(check.name, chapter, finding)
    yield from read_again(chapter, heads)


def _difference(check: str, chapter: ChapterRow, finding: RuleBreach) -> Difference:
    return Difference(check, chapter.slug, finding.subject, finding.expected, finding.found)


def _wrong_years(chapter: ChapterRow) -> Iterator[RuleBreach]:
    for year, first, last in trail.receipt_years(chapter_id=chapter.id):
        for moment in (first, last):
            issued = local_date(moment, chapter.timezone)
            if issued.year != year:
                yield RuleBreach(f"receipts of {year}", f"issued in {year}", f"issued on {issued}")


def _other_books(chapter_id: int) -> Iterator[RuleBreach]:
    for handover_id, books, stated in trail.kept_books(chapter_id=chapter_id):
        found = hashlib.sha256(books.content).hexdigest() if books else "missing"
        if books is None or not found == books.sha256 == stated:
            yield RuleBreach(f"handover {handover_id}", str(stated)[:12], found[:12])


def _broken_links(chapter_id: int) -> Iterator[RuleBreach]:
    """Lines that were edited or are missing, in the middle or at the end."""
    sequence, head = 0, ""
    end = trail.ChainEnd(0, "")
    for stated, line in trail.audit_lines(chapter_id=chapter_id):
        end = stated
        if line is None:
            continue
        yield from _broken_link(line, sequence, head)
        sequence, head = line.sequence, line.hash
    if (sequence, head) != (end.sequence, end.head):
        yield RuleBreach("audit line, the last", f"{end.sequence} {end.head[:12]}", f"{sequence} {head[:12]}")


def _lost_heads(chapter: ChapterRow, heads: Iterable[AuditHead]) -> Iterator[RuleBreach]:
    """Heads that do not stand in the chain: it was shortened, or written anew, since they were mailed."""
    for head in heads:
        if head.chapter == chapter.slug:
            found = audit_heads.hash_at(chapter_id=chapter.id, sequence=head.sequence)
            if found != head.hash:
                there = (found or "missing")[:12]
                yield RuleBreach(f"audit line {head.sequence}, known from a mail", head.hash[:12], there)


def _broken_link(line: AuditEvent, before: int, head: str) -> Iterator[RuleBreach]:
    if line.sequence != before + 1:
        yield RuleBreach(f"audit line {before + 1}", "there", "missing")
    elif line.previous_hash != head:
        yield RuleBreach(
            f"audit line {line.sequence}", f"follows {head[:12]}", f"follows {line.previous_hash[:12]}"
        )
    if line.hash != (right := line_hash(line.previous_hash, audit.facts(line))):
        yield RuleBreach(f"audit line {line.sequence}", right[:12], line.hash[:12])
