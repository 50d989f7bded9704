"""Where each page stands in the navigation, over every page there is."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.permissions import Permission, Role, may
from sigma_finance.web import navigation
from tests import rows
from tests.people import open_chapter, signed_in

#: Pages of who isn't in yet, and pictures: nothing of the navigation stands around them.
NOWHERE = ("appearance.", "auth.", "branding.", "design.", "photos.")


def pages(app: Flask) -> dict[str, str]:
    """The guard of every endpoint that somebody signed in may open."""
    guards = {name: getattr(view, "guard", "public") for name, view in app.view_functions.items()}
    return {
        name: guard for name, guard in guards.items() if guard != "public" and not name.startswith(NOWHERE)
    }


class TestAPage:
    def test_stands_under_a_place_whichever_it_is(self, sqlite_app: Flask) -> None:
        with sqlite_app.app_context():
            lost = [name for name in pages(sqlite_app) if navigation.place_of(name) is None]
        assert lost == []

    @pytest.mark.parametrize(
        ("endpoint", "place"),
        [
            ("treasurer.grid", "Record a payment"),
            ("treasurer.return_credit", "Members"),
            ("treasurer.reverse_credit_return", "Members"),
            ("plans.show", "Dashboard"),
            ("notices.show", "Dashboard"),
            ("notices.mail", "Dashboard"),
            ("handover.take_over", "Dashboard"),
            ("payments.show", "Payments"),
            ("payments.result", "Payments"),
            ("payments.pay", "Pay"),
            ("documents.statement", "Payments"),
            ("documents.member_statement", "Members"),
            ("treasurer.member", "Members"),
            ("treasurer.edit_member", "Members"),
            ("treasurer.waive", "Members"),
            ("treasurer.check_roster", "Members"),
            ("treasurer.pay_links", "Members"),
            ("treasurer.payment", "Payments"),
            ("treasurer.check_import", "Payments"),
            ("treasurer.new_charge", "Dues"),
            ("treasurer.fees", "Late fees"),
            ("treasurer.reminders", "Reminders"),
            ("treasurer.end_plan", "Plans"),
            ("treasurer.reverse_deposit", "Cash"),
            ("treasurer.invite_many", "Invites"),
            ("treasurer.statistics", "Statistics"),
            ("treasurer.handover", "Officers"),
            ("treasurer.problems", "Logs"),
            ("treasurer.decline_request", "Approvals"),
            ("monitoring.cache", "Statistics"),
            ("monitoring.jobs", "Logs"),
            ("account.second_step", "Your account"),
            ("platform.suspend", "Chapters"),
        ],
    )
    def test_stands_where_a_person_looks_for_it(self, sqlite_app: Flask, endpoint: str, place: str) -> None:
        with sqlite_app.app_context():
            found = navigation.place_of(endpoint)
        assert found is not None
        assert found.label == place

    def test_of_strangers_stands_nowhere(self, sqlite_app: Flask) -> None:
        with sqlite_app.app_context():
            assert navigation.place_of("auth.login") is None
            assert navigation.place_of("no.such_page") is None
            assert navigation.place_of(None) is None

    def test_stands_under_a_place_that_all_see_who_may_open_it(self, sqlite_app: Flask) -> None:
        permissions = {permission.value: permission for permission in Permission}
        with sqlite_app.app_context():
            hidden = [
                (name, role.value, place.label)
                for name, guard in pages(sqlite_app).items()
                if guard in permissions and (place := navigation.place_of(name)) and place.permission
                for role in Role
                if may(role, permissions[guard]) and not may(role, place.permission)
            ]
        assert hidden == []


class TestAnOfficersPlaces:
    def test_stand_in_seven_groups_at_most_the_places_of_one_together(self) -> None:
        groups = [place.group for place in navigation.OFFICER_PLACES]
        assert len(set(groups)) <= 7
        assert "" not in groups
        assert groups == sorted(groups, key=groups.index)

    def test_have_an_icon_each(self) -> None:
        icons = [place.icon for place in (*navigation.OFFICER_PLACES, navigation.DUES, navigation.ACCOUNT)]
        assert len(icons) == len(set(icons))

    @pytest.mark.parametrize("path", ["/account", "/notices", "/statement"])
    def test_stay_around_an_officers_own_pages_and_a_member_has_their_own(
        self, any_app: Flask, path: str
    ) -> None:
        people = open_chapter()
        assert "Reminders" in signed_in(any_app, people.treasurer).get(path).links()
        assert "Reminders" not in signed_in(any_app, people.member).get(path).links()

    def test_carry_the_count_of_what_waits(self, any_app: Flask) -> None:
        people = open_chapter()
        rows.payment(people.chapter_id, people.member.member_id, PaymentState.REPORTED)
        page = signed_in(any_app, people.treasurer).get("/treasurer/members")
        (said,) = {link.text for link in page.every("a") if link.text.startswith("Reported")}
        assert said.endswith("1 waiting")


class TestAPlace:
    def test_names_files_and_pages_that_there_are(self, sqlite_app: Flask) -> None:
        views = sqlite_app.view_functions
        files = {view.__module__.removeprefix("sigma_finance.routes.") for view in views.values()}
        named = [name for place in navigation.PLACES for name in (place.endpoint, *place.also)]
        assert [name for name in named if name not in files and name not in views] == []
        assert len(named) == len(set(named))

    def test_is_marked_on_the_pages_below_it(self, any_app: Flask) -> None:
        people = open_chapter()
        page = signed_in(any_app, people.treasurer).get(
            f"/treasurer/members/{people.member.member_id}/payout"
        )
        marked = {link.text for link in page.every("a") if link.get("aria-current") == "page"}
        assert marked == {"Members"}

    def test_of_officers_stays_around_a_members_statement(self, any_app: Flask) -> None:
        people = open_chapter()
        officer = signed_in(any_app, people.treasurer)
        page = officer.get(f"/treasurer/members/{people.member.member_id}/statement")
        assert "Record a payment" in page.links()
