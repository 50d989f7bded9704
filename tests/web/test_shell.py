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


class TestPlacesInGroups:
    def shell(self, current: str = "") -> Shell:
        """Five groups of two places each; something waits in the second and the last."""
        nav = tuple(
            NavItem(
                f"{group}{n}",
                f"/{group}{n}",
                "house",
                f"{group}{n}" == current,
                3 if group in "BE" else 0,
                group,
            )
            for group in "ABCDE"
            for n in (1, 2)
        )
        return Shell("Sigma Delta Sigma", "/", "Ada Byron", "Treasurer", "/out", nav=nav)

    def test_stand_together_with_what_waits_in_them(self) -> None:
        groups = self.shell().groups
        assert [group.label for group in groups] == list("ABCDE")
        assert [item.label for item in groups[0].items] == ["A1", "A2"]
        assert [group.count for group in groups] == [0, 6, 0, 0, 6]

    def test_lend_a_phone_the_first_of_four_and_more(self) -> None:
        shell = self.shell("B2")
        assert [(item.label, item.href, item.current) for item in shell.bar] == [
            ("A", "/A1", False),
            ("B", "/B1", True),
            ("C", "/C1", False),
            ("D", "/D1", False),
        ]
        assert (shell.rest, shell.rest_is_current, shell.rest_count) == ((), False, 6)
        assert self.shell("E1").rest_is_current
