"""The chapter's own categories, on their page."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.harness.client import Client
from tests.people import open_chapter, signed_in
from tests.spending import category_id

PATH = "/treasurer/spending/categories"


@pytest.fixture
def tess(any_app: Flask) -> Client:
    return signed_in(any_app, open_chapter().treasurer)


class TestCategories:
    def test_begin_with_the_usual_ones_and_are_added_to(self, tess: Client) -> None:
        assert "Add the usual ones" in tess.get(PATH).main
        page = tess.follow(tess.post(PATH + "/usual"))
        assert "Food and drinks" in page.main
        assert "already" in tess.post(PATH + "/usual", status=409).text
        added = tess.follow(tess.submit(page, {"name": "Fundraisers", "kind": "income"}, action=PATH))
        assert "Added Fundraisers." in added.main
        again = tess.submit(added, {"name": "fundraisers", "kind": "income"}, action=PATH, status=422)
        assert "already" in again.errors()["name"]

    def test_are_renamed_ended_and_offered_again(self, any_app: Flask) -> None:
        people = open_chapter("kr", "Kappa Rho")
        tess = signed_in(any_app, people.treasurer)
        tess.post(PATH + "/usual")
        one = f"{PATH}/{category_id(people)}"
        page = tess.follow(tess.submit(tess.get(one + "/rename"), {"name": "Parties"}))
        assert "Parties" in page.main
        taken = tess.submit(tess.get(one + "/rename"), {"name": "Insurance"}, status=422)
        assert "already" in taken.errors()["name"]
        assert "offered no more" in tess.follow(tess.post(one + "/end")).main
        assert "offered no more" not in tess.follow(tess.post(one + "/resume")).main
        tess.get(PATH + "/999999/rename", status=404)
