"""The archive that a workbook is, unpacked within limits and packed anew."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from sigma_finance.gateways.spreadsheets import archive, refusals
from sigma_finance.gateways.spreadsheets.refusals import Unreadable
from tests.gateways.spreadsheets.opening import SHEET, by_hand, refusal
from tests.workbooks import with_part, workbook


class TestAnArchiveMadeToHarm:
    def test_unpacks_to_gigabytes(self) -> None:
        content = with_part(workbook([["a"]]), "xl/media.xml", b" " * (refusals.LARGEST_UNPACKED + 1))
        assert len(content) < 100_000
        assert refusal(content) == refusals.BOMB

    def test_states_smaller_sizes_than_it_has(self) -> None:
        content = with_part(workbook([["a"]]), "xl/more.xml", b"<a>" + b" " * 1_000_000 + b"</a>")
        directory = content.rindex(b"PK\x01\x02")
        lying = content[: directory + 24] + (10).to_bytes(4, "little") + content[directory + 28 :]
        assert refusal(lying) == refusals.DAMAGED

    def test_has_two_parts_of_one_name(self) -> None:
        with pytest.warns(UserWarning, match="Duplicate name"):
            content = with_part(workbook([["a"]]), SHEET, b"<worksheet/>")
        assert refusal(content) == refusals.DAMAGED

    def test_has_millions_of_empty_cells(self) -> None:
        content = by_hand(f"<row>{'<c/>' * 4_000_000}</row>")
        assert len(content) < 61_000
        begun = time.process_time()
        assert refusal(content) == refusals.SPREAD_OUT
        assert time.process_time() - begun < 2

    def test_has_more_parts_than_a_workbook(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(archive, "MOST_PARTS", 3)
        with pytest.raises(Unreadable) as refused:
            archive.Workbook(workbook([["a"]]))
        assert refused.value.message == refusals.BOMB


class TestWhatIsHandedOn:
    def packed(self, content: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(archive.Workbook(content).packed)) as parts:
            return {name: parts.read(name) for name in parts.namelist()}

    def test_holds_the_parts_that_were_looked_at_and_no_others(self) -> None:
        plain = workbook([["a"]])
        more = with_part(
            with_part(plain, "xl/media/picture.png", b"\x89PNG"), "xl/drawings/drawing1.xml", b"<wsDr/>"
        )
        assert self.packed(more) == self.packed(plain)
        assert SHEET in self.packed(plain)

    def test_is_not_packed_again(self) -> None:
        with zipfile.ZipFile(io.BytesIO(archive.Workbook(workbook([["a"]])).packed)) as parts:
            assert {part.compress_type for part in parts.infolist()} == {zipfile.ZIP_STORED}

    def test_comes_with_what_was_seen_of_each_sheet(self) -> None:
        marks = archive.Workbook(by_hand('<row r="1" hidden="1"><c r="A1"><f>1</f></c></row>')).marks
        assert list(marks) == [SHEET]
        assert marks[SHEET].hidden_rows == {0}
        assert list(marks[SHEET].flaws) == [(0, 0)]
