"""camt.053."""

from __future__ import annotations

import json
from datetime import date

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.gateways.statements.camt import is_camt, pack
from tests.gateways.statements.samples import camt

DAY = date(2026, 10, 1)


class TestCamt:
    def test_is_known_by_its_namespace(self) -> None:
        assert is_camt(camt([]))
        assert not is_camt(b"<html>")

    @pytest.mark.parametrize("message", ["camt.053.001.02", "camt.053.001.08", "camt.053.001.14"])
    def test_is_read_entry_by_entry(self, message: str) -> None:
        rows = [(DAY, "-45.50", "RENT"), (DAY, "7.00", "DUES")]
        read = json.loads(pack(camt(rows, opening="-10.00", closing="-48.50", message=message)))
        assert read["currency"] == "USD"
        assert (float(read["opening"]), float(read["closing"])) == (-10.0, -48.5)
        assert read["lines"][0] == {
            "booked_on": "2026-10-01",
            "amount": "-45.50",
            "description": "Ada RENT",
            "reference": "E2E-1",
            "pending": False,
        }

    def test_tells_what_is_pending(self) -> None:
        read = json.loads(pack(camt([(DAY, "7.00", "DUES")], status="PDNG")))
        assert read["lines"][0]["pending"]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (camt([], message="camt.052.001.08"), "no statement"),
            (camt([])[:-30], "damaged"),
            (camt([]).replace(b"<Document", b"<!DOCTYPE x><Document"), "damaged"),
            (camt([], statements=2), "several statements"),
            (camt([]).replace(b"Stmt>", b"Other>"), "damaged"),
        ],
    )
    def test_is_refused_in_a_sentence(self, content: bytes, words: str) -> None:
        with pytest.raises(Invalid, match=words):
            pack(content)
