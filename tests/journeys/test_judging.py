"""Whether what is wrong with a page is found: texts of one look are judged once, and every other look is judged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys import judging
from tests.journeys.judging import Judge

PAGE = """<!doctype html><html lang="en"><head><title>A page</title><style>
p {{ color: #222; background: #fff; position: static }}
@media (prefers-color-scheme: dark) {{ p {{ color: #eee; background: #111 }} }}
{style}
</style></head><body><main><h1>A page</h1><p>As it should be</p>{more}</main></body></html>"""


@pytest.fixture(autouse=True)
def _nothing_judged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    kept = {theme: looks.copy() for theme, looks in judging.JUDGED.items()}
    judging.JUDGED.clear()
    yield
    judging.JUDGED.clear()
    judging.JUDGED.update(kept)


def found(page: Page, *, style: str = "", more: str = "") -> list[str]:
    """At which width and in which theme something is wrong, and what."""
    page.set_content(PAGE.format(style=style, more=more))
    troubles = "\n".join(Judge(page).troubles())
    states = [f"{theme} at {width}" for width, theme in judging.STATES if f"at {width}, {theme}" in troubles]
    return [*states, *(rule for rule in ("color-contrast", "image-alt", "too wide") if rule in troubles)]


class TestAPage:
    def test_with_nothing_wrong_is_let_pass_as_often_as_it_is_seen(self, page: Page) -> None:
        assert found(page) == found(page) == []

    def test_is_seen_at_every_width(self, page: Page) -> None:
        unnamed = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
        assert found(page, more=unnamed) == ["light at 1280", "light at 390", "image-alt"]

    def test_may_not_be_wider_than_a_phone(self, page: Page) -> None:
        wide = '<p style="width: 600px">Much to say</p>'
        assert found(page, more=wide) == ["dark at 390", "light at 390", "too wide"]


class TestATextOfBadColours:
    @pytest.mark.parametrize(
        ("style", "where"),
        [
            ("p.faint { color: #aaa }", ["light at 1280", "light at 390"]),
            (
                "@media (prefers-color-scheme: dark) { p.faint { color: #444 } }",
                ["dark at 1280", "dark at 390"],
            ),
            ("@media (max-width: 500px) { p.faint { color: #888 } }", ["light at 390"]),
            ("@media (min-width: 500px) { p.faint { background: #777 } }", ["dark at 1280", "light at 1280"]),
            (
                "div:has(.faint) { background: #444 } p.faint { background: none }",
                ["light at 1280", "light at 390"],
            ),
        ],
        ids=["by-day", "by-night", "on-a-phone", "at-a-desk", "behind-it"],
    )
    def test_is_found_beside_texts_that_are_right(self, page: Page, style: str, where: list[str]) -> None:
        assert found(page) == []
        faint = '<div><p class="faint">Hardly to be read</p></div>'
        assert sorted(found(page, style=style, more=faint)) == sorted([*where, "color-contrast"])

    def test_is_found_on_every_page_that_has_it(self, page: Page) -> None:
        faint = '<p style="color: #bbb; background: #fff">Hardly to be read</p>'
        first, second = found(page, more=faint), found(page, more=faint)
        assert first == second != []
