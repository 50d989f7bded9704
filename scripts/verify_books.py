"""Checks the exported journal of a chapter on any machine: ``python verify_books.py journal.csv [--head LINE]``.

The file is what ``flask books export --format csv`` prints, or *The whole journal* as CSV. Every entry carries a hash
of itself, of its postings, and of the hash before it; this computes them again, and names the first line that was
altered, is missing, or stands elsewhere than it did. A journal that was shortened from its end, or written anew as a
whole, shows by a head alone: a line that begins with *Books* in a nightly mail. The names of accounts and members stand
in the file for people and are not covered. The standard library is all it needs.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: What the hash of an entry covers, of each of its postings.
COVERED = (
    *("sequence", "entry", "date", "kind", "memo", "made_at"),
    *("entry_payment_id", "entry_charge_id", "entry_refund_id", "entry_dispute_id", "entry_deposit_id"),
    *("entry_credit_return_id", "entry_chapter_payout_id", "entry_payout_line_id"),
    *("entry_reverses_entry_id", "entry_actor_member_id"),
    *("line", "account", "amount_minor", "member_id", "installment_id", "payment_id"),
)
_HEAD = re.compile(r"(?:Books\s+)?[a-z0-9-]{1,40}\.([0-9]{1,18})\.([0-9a-f]{64})(?:\.[0-9a-f]{32})?")


class Altered(Exception):
    """The journal is not as it was written; the message names the first line."""


@dataclass
class Entry:
    """The rows of an entry, the line of the file on which they begin, its place in the chain and its hash."""

    line: int
    sequence: str
    hash: str
    rows: list[dict[str, str]]


def entries(lines: Iterator[str]) -> Iterator[Entry]:
    """The entries of a file in the order in which they stand; raises Altered for what is no such file."""
    reader = csv.DictReader(lines)
    if missing := [name for name in (*COVERED, "hash", "amount") if name not in (reader.fieldnames or ())]:
        raise Altered(f"Line 1: this is no exported journal; it has no column {missing[0]}.")
    current: Entry | None = None
    before = reader.line_num
    for row in reader:
        here, before = before + 1, reader.line_num
        if None in row or None in row.values():
            raise Altered(f"Line {here}: it has more or fewer cells than the first line names.")
        if current is None or (row["sequence"], row["entry"]) != (current.sequence, current.rows[0]["entry"]):
            if current is not None:
                yield current
            current = Entry(here, row["sequence"], row["hash"], [])
        check_row(row, here, current)
        current.rows.append(row)
    if current is not None:
        yield current


def check_row(row: dict[str, str], here: int, entry: Entry) -> None:
    """Raise Altered where a row does not fit its entry, or its amount not the minor units beside it."""
    place = len(entry.rows) + 1
    if row["line"] != str(place):
        raise Altered(f"Line {here}: posting {place} of entry {row['entry']} is missing or stands elsewhere.")
    if row["hash"] != entry.hash:
        raise Altered(f"Line {here}: the hash of entry {row['entry']} was altered.")
    digits = row["amount"].replace(".", "", 1)
    if not re.fullmatch(r"-?[0-9]+", digits) or str(int(digits)) != row["amount_minor"]:
        raise Altered(f"Line {here}: the amount of entry {row['entry']} was altered.")


def check(lines: Iterator[str]) -> list[str]:
    """The hash of each place in the chain; raises Altered at the first line that is not as it was written."""
    found: list[str] = []
    previous = ""
    for entry in entries(lines):
        wanted = len(found) + 1
        if entry.sequence != str(wanted):
            raise Altered(
                f"Line {entry.line}: place {wanted} is missing or stands elsewhere; this is {entry.sequence}."
            )
        covered = [[row[name] for name in COVERED] for row in entry.rows]
        if sum(int(row["amount_minor"]) for row in entry.rows) != 0:
            raise Altered(f"Line {entry.line}: entry {entry.rows[0]['entry']} does not balance.")
        text = json.dumps([previous, covered], separators=(",", ":"), ensure_ascii=True)
        previous = hashlib.sha256(text.encode("ascii")).hexdigest()
        if previous != entry.hash:
            raise Altered(
                f"Line {entry.line}: entry {entry.rows[0]['entry']} was altered, or one of its postings."
            )
        found.append(previous)
    return found


def check_head(hashes: Sequence[str], written: str) -> None:
    """Raise Altered where a head that is known from elsewhere does not stand in the chain."""
    head = _HEAD.fullmatch(written.strip())
    if head is None:
        raise Altered("The head is not one: copy the whole line that begins with Books.")
    sequence, known = int(head[1]), head[2]
    if not 1 <= sequence <= len(hashes):
        raise Altered(
            f"The journal ends at place {len(hashes)}; the head is of place {sequence}, which is missing."
        )
    if hashes[sequence - 1] != known:
        raise Altered(f"Place {sequence} is another than the head says: the journal was written anew.")


def main(arguments: Sequence[str]) -> int:
    """Check a file, and say whether it is whole."""
    parser = argparse.ArgumentParser(description="Checks the exported journal of a chapter.")
    parser.add_argument("file", help="what flask books export --format csv printed")
    parser.add_argument("--head", action="append", default=[], help="a line that begins with Books in a mail")
    asked = parser.parse_args(arguments)
    try:
        with open(asked.file, encoding="utf-8-sig", newline="") as lines:  # noqa: PTH123  (no library of ours)
            hashes = check(iter(lines))
        for head in asked.head:
            check_head(hashes, head)
    except (Altered, ValueError, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"The journal is as it was written: {len(hashes)} entries.")
    if hashes:
        print(f"It ends at place {len(hashes)} with {hashes[-1]}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
