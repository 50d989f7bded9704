"""Icons and addresses of static files."""

from __future__ import annotations

import pytest

from sigma_finance.web.assets import ICONS, icon


class TestAnIcon:
    def test_is_hidden_from_screen_readers(self) -> None:
        assert 'aria-hidden="true"' in icon("check")

    def test_takes_the_colour_of_its_text(self) -> None:
        assert 'stroke="currentColor"' in icon("check")

    def test_is_one_whole_drawing_without_a_comment(self) -> None:
        drawing = icon("check")
        assert drawing.startswith("<svg")
        assert drawing.endswith("</svg>")
        assert drawing.count("<svg") == 1
        assert "<!--" not in drawing

    def test_must_exist(self) -> None:
        with pytest.raises(FileNotFoundError):
            icon("unicorn")

    def test_comes_with_its_licence(self) -> None:
        assert "ISC License" in (ICONS / "LICENSE-lucide.txt").read_text(encoding="utf-8")
