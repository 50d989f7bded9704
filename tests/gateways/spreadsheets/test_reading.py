"""Files as people bring them: workbooks and CSV, and what only looks like one."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from sigma_finance.gateways import apart
from sigma_finance.gateways.spreadsheets import refusals
from tests.gateways.spreadsheets.opening import SHEET, opened, refusal
from tests.workbooks import replaced, with_part, workbook


class TestAFileThatIsNoWorkbook:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", refusals.EMPTY),
            (b"<!doctype html><html><table><tr><td>Name</td></tr></table></html>", refusals.A_WEB_PAGE),
            (b"\xef\xbb\xbf <html>", refusals.A_WEB_PAGE),
            (b"%PDF-1.7\x00\x01\x02", refusals.NOT_A_TABLE),
            (b"\x89PNG\r\n\x1a\n\x00", refusals.NOT_A_TABLE),
            (b"PK\x03\x04 and nothing more", refusals.DAMAGED),
            (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, refusals.OLD_FORMAT),
            (
                bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
                refusals.ENCRYPTED,
            ),
        ],
    )
    def test_gets_one_sentence(self, content: bytes, sentence: str) -> None:
        assert refusal(content) == sentence

    def test_is_a_document_of_another_kind(self) -> None:
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("word/document.xml", "<document/>")
        assert refusal(other.getvalue()) == refusals.OTHER_FORMAT

    def test_is_a_binary_workbook(self) -> None:
        assert refusal(with_part(workbook([["a"]]), "xl/workbook.bin", b"\0")) == refusals.OTHER_FORMAT

    def test_is_too_large(self) -> None:
        assert refusal(b"a" * (refusals.LARGEST_FILE + 1)) == refusals.TOO_LARGE

    @pytest.mark.parametrize("keep", [30, 400, 2000, -30])
    def test_is_one_of_which_a_piece_is_missing(self, keep: int) -> None:
        assert refusal(workbook([["a"]])[:keep]) == refusals.DAMAGED

    @pytest.mark.parametrize(
        "part",
        ["xl/workbook.xml", SHEET, "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"],
    )
    def test_has_a_part_that_is_no_xml(self, part: str) -> None:
        assert refusal(replaced(workbook([["a"]]), part, ("<", "<<"))) == refusals.DAMAGED


class TestAWorkbookThatTakesLong:
    def test_needs_more_time_than_it_is_given(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(apart, "DEADLINE_S", 0.01)
        assert refusal(workbook([["a"]])) == refusals.TOO_MUCH


class TestAFile:
    def test_does_not_need_its_name_to_say_what_it_is(self) -> None:
        assert opened(workbook([["a"]]), "payments.csv").sheets

    def test_has_a_hash_of_its_bytes(self, tmp_path: Path) -> None:
        assert opened(b"a").sha256 == opened(b"a").sha256 != opened(b"b").sha256

    def test_of_text_is_called_by_its_name(self) -> None:
        assert opened(b"Name,Amount\n", "dues 2024.csv").sheets[0].name == "dues 2024"
