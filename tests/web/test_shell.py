"""The frame around a page."""

from __future__ import annotations

from sigma_finance.web.shell import NavItem, Shell


def shell_of(*, name: str = "Ada Byron", places: int = 0, current: int = 0) -> Shell:
    nav = tuple(NavItem(f"Place {n}", f"/{n}", "house", current=n == current) for n in range(1, places + 1))
    return Shell("Sigma Delta Sigma", "/", name, "Member", "/out", nav=nav)


class TestTheBarOfAPhone:
    def test_holds_five_places(self) -> None:
        shell = shell_of(places=5)
        assert len(shell.bar) == 5
        assert shell.rest == ()

    def test_keeps_what_is_over_behind_more(self) -> None:
        shell = shell_of(places=6)
        assert [item.label for item in shell.bar] == ["Place 1", "Place 2", "Place 3", "Place 4"]
        assert [item.label for item in shell.rest] == ["Place 5", "Place 6"]

    def test_marks_more_where_the_page_is_behind_it(self) -> None:
        assert shell_of(places=6, current=6).rest_is_current
        assert not shell_of(places=6, current=1).rest_is_current
