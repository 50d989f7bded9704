"""What a table of payments comes to, and its decisions packed so that a report can be written again later."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.imports.decisions import Decision, Outcome, Paid
from sigma_finance.domain.payments import Method

_PIECE = 64 * 1024


@dataclass
class Tally:
    """How many payments are to be imported (or were), of how much in minor units, and what became of other rows."""

    payments: int = 0
    amount_minor: int = 0
    already_there: int = 0
    skipped: int = 0
    to_mend: int = 0

    def add(self, decision: Decision) -> None:
        """Count a decision."""
        match decision.outcome:
            case Outcome.TO_IMPORT | Outcome.IMPORTED:
                self.payments += 1
                self.amount_minor += decision.paid.amount_minor if decision.paid else 0
            case Outcome.ALREADY_THERE:
                self.already_there += 1
            case Outcome.SKIPPED:
                self.skipped += 1
            case Outcome.TO_MEND:
                self.to_mend += 1

    def count(self, outcome: Outcome) -> int:
        """How many decisions are of this outcome."""
        match outcome:
            case Outcome.TO_IMPORT | Outcome.IMPORTED:
                return self.payments
            case Outcome.ALREADY_THERE:
                return self.already_there
            case Outcome.SKIPPED:
                return self.skipped
            case Outcome.TO_MEND:
                return self.to_mend

    @property
    def decisions(self) -> int:
        """All of them."""
        return self.payments + self.already_there + self.skipped + self.to_mend


class Packer:
    """Packs decisions one by one."""

    def __init__(self) -> None:
        self._compressor = zlib.compressobj()
        self._pieces: list[bytes] = []

    def add(self, decision: Decision) -> None:
        """Pack a decision."""
        line = json.dumps(_plain(decision), ensure_ascii=True, separators=(",", ":")) + "\n"
        self._pieces.append(self._compressor.compress(line.encode("ascii")))

    def packed(self) -> bytes:
        """Everything packed so far; nothing can be added afterwards."""
        return b"".join([*self._pieces, self._compressor.flush()])


def unpack(packed: bytes) -> Iterator[Decision]:
    """The decisions that were packed, in their order."""
    for line in _lines(packed):
        yield _decision(*json.loads(line))


def _lines(packed: bytes) -> Iterable[bytes]:
    decompressor = zlib.decompressobj()
    rest = b""
    for start in range(0, len(packed), _PIECE):
        *lines, rest = (rest + decompressor.decompress(packed[start : start + _PIECE])).split(b"\n")
        yield from lines


def _plain(decision: Decision) -> list[object]:
    paid = decision.paid
    facts = paid and [
        paid.member_id,
        paid.paid_on.isoformat(),
        paid.amount_minor,
        paid.method.value,
        paid.note,
        paid.key,
    ]
    outcome = decision.outcome.value
    return [decision.row, decision.name, decision.email, outcome, decision.reason, decision.member, facts]


def _decision(
    row: int,
    name: str,
    email: str,
    outcome: str,
    reason: str,
    member: str,
    paid: tuple[int, str, int, str, str, str] | None,
) -> Decision:
    return Decision(row, name, email, Outcome(outcome), reason, member, paid and _paid(*paid))


def _paid(member_id: int, paid_on: str, amount_minor: int, method: str, note: str, key: str) -> Paid:
    return Paid(member_id, date.fromisoformat(paid_on), amount_minor, Method(method), note, key)
