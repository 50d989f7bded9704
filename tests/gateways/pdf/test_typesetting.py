"""Setting facts as a PDF: what people type is shown as they typed it, in every name and every thread."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pypdf import PdfReader

from sigma_finance.gateways.pdf.typesetting import typeset
from tests.harness.pdf import text_of

RECEIPT: dict[str, Any] = {
    "title": "Receipt R-2026-0001",
    "chapter": "Sigma Delta Sigma",
    "footer": "Sigma Delta Sigma, Receipt R-2026-0001",
    "paper": "us-letter",
    "amount": "$200.00",
    "pairs": [("Received from", "Ada Byron")],
    "settled": [("2026-27 dues", "$200.00")],
    "since": [],
    "balance": ("Balance after this payment", "$0.00"),
    "void": None,
    "amended": None,
}
NAMES = [
    '#let x = 1 #panic("no") #read("/etc/passwd")',
    "back\\slash \\u{41} $x^2$ *bold* _it_ <label> @ref `raw` // comment",
    "\"double\" 'single' “curly” --- ... ~",
    "Zoë Łukasz Đặng Σωκράτης Юлия",
    "Ada 🎓",
    "=HYPERLINK(1)",
    "- list [bracket] {brace}",
]


#: A name in each script that has a font of its own.
SCRIPTS = {
    "Chinese": "李小龙",
    "traditional Chinese": "陳慧嫻",
    "Japanese": "山田 はなこ タロウ",
    "Korean": "김민수 똠방각하",
    "Thai": "สมชาย ใจดี",
    "Arabic": "محمد علي",
    "Hebrew": "דוד כהן",
    "Devanagari": "अमित शर्मा",
}


def letters(text: str) -> Counter[str]:
    """The letters of a text, in whatever order a reader of PDFs finds them; marks may be drawn as part of one."""
    return Counter(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) == "Lo")


def receipt(name: str = "Ada Byron", **changes: Any) -> bytes:
    """A receipt from somebody of this name."""
    return typeset("receipt", {**RECEIPT, "pairs": [("Received from", name)], **changes})


class TestTypesetting:
    @pytest.mark.parametrize("name", NAMES)
    def test_shows_a_name_as_it_was_typed(self, name: str) -> None:
        assert name in text_of(receipt(name))

    @pytest.mark.parametrize("name", NAMES)
    def test_reads_no_markup_in_the_chapters_name(self, name: str) -> None:
        assert name in text_of(receipt(chapter=name))

    @pytest.mark.parametrize("script", SCRIPTS)
    def test_sets_names_of_many_scripts_in_fonts_of_our_own(self, script: str) -> None:
        name = SCRIPTS[script]
        made = receipt(name)
        root: Any = PdfReader(io.BytesIO(made)).trailer["/Root"]
        assert b"pdfuaid" in root["/Metadata"].get_data()  # which a character without a drawing would prevent
        assert not letters(name) - letters(text_of(made))

    def test_breaks_a_word_that_is_longer_than_a_line(self) -> None:
        page = PdfReader(io.BytesIO(receipt("x" * 120))).pages[0]
        lines = [line for line in page.extract_text().replace("\u200b", "").splitlines() if "xx" in line]
        assert len(lines) > 1
        assert sum(line.count("x") for line in lines) == 120

    @pytest.mark.parametrize("name", ["bell \x07", "\U0001fae9 \U00013000"])
    def test_leaves_the_rest_readable_where_no_font_has_a_character(self, name: str) -> None:
        words = text_of(receipt(name))
        assert "$200.00" in words
        assert "2026-27 dues" in words

    def test_says_what_it_is_to_screen_readers(self) -> None:
        root: Any = PdfReader(io.BytesIO(receipt())).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"].value is True
        assert root["/Lang"] == "en"
        assert b"pdfuaid" in root["/Metadata"].get_data()

    def test_gives_the_same_bytes_for_the_same_facts(self) -> None:
        assert receipt() == receipt()

    def test_works_in_threads(self) -> None:
        with ThreadPoolExecutor(4) as threads:
            made = list(threads.map(lambda number: receipt(f"Member {number}"), range(12)))
        assert all(f"Member {number}" in text_of(one) for number, one in enumerate(made))

    def test_has_no_answer_to_facts_that_are_missing(self) -> None:
        with pytest.raises(RuntimeError, match="amount"):
            typeset("receipt", {name: value for name, value in RECEIPT.items() if name != "amount"})
