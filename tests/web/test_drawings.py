"""QR codes as drawings in the page."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

import pytest
import segno
from markupsafe import Markup

from sigma_finance.web.drawings import WIDEST_PX, qr_code

SHORT = "https://a.org/p/1"
LONG = "https://dues.example.org/pay/" + "x" * 300
SETUP = "otpauth://totp/Sigma:ada@example.org?secret=" + "A" * 32 + "&issuer=Sigma"


def drawn(text: str, title: str = "A code") -> Xml.Element:
    return Xml.fromstring(qr_code(text, title=title))  # noqa: S314  (drawn by the library)


def width(svg: Xml.Element) -> int:
    return int(svg.attrib["width"])


class TestAQrCode:
    @pytest.mark.parametrize("text", [SHORT, SETUP])
    def test_fits_beside_a_phones_margins(self, text: str) -> None:
        svg = drawn(text)
        assert width(svg) == int(svg.attrib["height"])
        assert width(svg) / WIDEST_PX <= 1.3

    @pytest.mark.parametrize("text", [SHORT, SETUP, LONG])
    def test_has_dots_of_at_least_two_pixels_and_a_margin_of_four(self, text: str) -> None:
        modules = segno.make(text, error="m", micro=False).symbol_size(border=4)[0]
        assert width(drawn(text)) / modules >= 2

    def test_is_black_on_white_by_night_too(self) -> None:
        colours = set(re.findall(r"#[0-9a-f]{3,6}", qr_code(SHORT, title="A code")))
        assert colours == {"#fff", "#000"}

    def test_says_what_it_is_whatever_the_words(self) -> None:
        svg = drawn(SHORT, title='Ada & Bo\'s <b>"code"</b>')
        titles = [element.text for element in svg.iter() if element.tag.endswith("title")]
        assert titles == ['Ada & Bo\'s <b>"code"</b>']

    def test_is_of_its_text_alone(self) -> None:
        assert qr_code(SHORT, title="A") == qr_code(SHORT, title="A") != qr_code(SHORT + "2", title="A")
        assert isinstance(qr_code(SHORT, title="A"), Markup)
