"""What the officers' pages share."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound as PageMissing

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.forms.logins.auth import ForgotForm
from sigma_finance.routes.treasurer import base
from sigma_finance.routes.treasurer.base import FormRefusals
from tests.harness.client import Client


class TestAnAddress:
    @pytest.mark.parametrize(
        "values",
        [
            {"member_id": 7, "reference": "P-7Q2X"},
            {"kind": "csv", "plan_id": 10**17},
            {},
            None,
        ],
    )
    def test_that_can_exist_is_let_pass(self, values: dict[str, object] | None) -> None:
        base.only_what_can_exist("treasurer.member", values)

    @pytest.mark.parametrize(
        "values", [{"member_id": 10**18}, {"member_id": -1}, {"reference": "p-1"}, {"sending": "A" * 33}]
    )
    def test_that_names_nothing_there_can_be_is_not_found(self, values: dict[str, object]) -> None:
        with pytest.raises(PageMissing):
            base.only_what_can_exist("treasurer.member", values)

    @pytest.mark.parametrize(
        ("query", "number"), [("n=12", 12), ("n=", None), ("n=-1", None), ("n=1e3", None), ("n=٣", None)]
    )
    def test_gives_a_number_where_it_is_one(self, sqlite_app: Flask, query: str, number: int | None) -> None:
        with sqlite_app.test_request_context(f"/?{query}"):
            assert base.number_given("n") == number

    def test_gives_a_text_on_one_line_at_most_a_hundred_long(self, sqlite_app: Flask) -> None:
        with sqlite_app.test_request_context(query_string={"q": f" Ada\n\x00B{'x' * 200} "}):
            assert base.text_given("q") == f"Ada  B{'x' * 94}"

    def test_points_into_a_list(self, sqlite_app: Flask) -> None:
        with sqlite_app.test_request_context("/?after=5&before=x"):
            assert base.cursor_given() == Cursor(after=5, before=None)


class TestARefusal:
    def test_that_can_be_mended_is_shown_in_the_form(self, sqlite_app: Flask) -> None:
        with sqlite_app.test_request_context(method="POST"):
            form = ForgotForm()
            with FormRefusals(form):
                raise Invalid("Nobody has this address.", field="email")
            with FormRefusals(form):
                raise Conflict("It was withdrawn.")
            said = [str(error) for errors in form.errors.values() for error in errors]
            assert said == ["Nobody has this address.", "It was withdrawn."]

    @pytest.mark.parametrize("error", [NotFound("No."), ValueError("a fault")])
    def test_that_cannot_be_mended_there_passes(self, sqlite_app: Flask, error: Exception) -> None:
        with sqlite_app.test_request_context(method="POST"):
            form = ForgotForm()
            with pytest.raises(type(error)), FormRefusals(form):
                raise error
            assert not form.errors


class TestAForm:
    def test_that_cannot_be_taken_comes_back_unprocessable_and_as_it_was_typed(self, tess: Client) -> None:
        page = tess.get("/treasurer/dues/new")
        again = tess.submit(page, {"name": "Fall", "amount": "abc"}, status=422)
        assert "amount" in again.errors()
        assert 'value="Fall"' in again.text
