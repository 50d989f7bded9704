"""Signing in, registering and inviting, as far as the page can judge it."""

from __future__ import annotations

import pytest

from sigma_finance.domain.logins.passwords import LONGEST
from sigma_finance.forms.logins.auth import (
    ChangePasswordForm,
    ConfirmIdentityForm,
    NewPasskeyForm,
    PasskeyForm,
    RegisterForm,
    SignInForm,
)
from tests.forms.filling import Filler

NEW = "plum tractor seven oceans"


class TestSigningIn:
    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({}, None),
            ({"email": "ada"}, "email"),
            ({"password": ""}, "password"),
            ({"password": "x" * (LONGEST + 1)}, "password"),
        ],
    )
    def test_needs_an_address_and_a_password(
        self, fill: Filler, typed: dict[str, str], field: str | None
    ) -> None:
        form = fill(SignInForm, {"email": "ada@example.org", "password": "x", **typed})
        assert form.validate() is (field is None)
        assert list(form.errors) == ([field] if field else [])

    def test_sends_no_password_back(self, fill: Filler) -> None:
        form = fill(SignInForm, {"email": "ada@example.org", "password": "a secret of Ada's"})
        assert "a secret" not in str(form.password())


class TestAPasskey:
    def test_may_be_named_and_its_answer_is_bounded(self, fill: Filler) -> None:
        assert fill(PasskeyForm, {"answer": "x" * 20_000}).validate()
        assert not fill(PasskeyForm, {"answer": "x" * 20_001}).validate()
        assert not fill(NewPasskeyForm, {"answer": "{}", "name": ""}).validate()
        assert fill(NewPasskeyForm, {"answer": "{}", "name": "Laptop"}).validate()


class TestANewPassword:
    @pytest.mark.parametrize(
        ("password", "valid"), [(NEW, True), ("password123", False), ("", False), ("short", False)]
    )
    def test_is_refused_where_it_is_easy_to_guess(self, fill: Filler, password: str, valid: bool) -> None:
        form = fill(ChangePasswordForm, {"current": "x", "password": password})
        assert form.validate() is valid
        assert list(form.errors) == ([] if valid else ["password"])

    def test_is_not_the_persons_own_name(self, fill: Filler) -> None:
        typed = {
            "name": "Wilhelmina Featherstone",
            "email": "w@example.org",
            "password": "wilhelminafeatherstone",
        }
        assert not fill(RegisterForm, typed).validate()


class TestConfirming:
    @pytest.mark.parametrize(("has_second_step", "asked"), [(True, "code"), (False, "password")])
    def test_asks_for_a_code_where_there_is_one(
        self, fill: Filler, has_second_step: bool, asked: str
    ) -> None:
        def make() -> ConfirmIdentityForm:
            return ConfirmIdentityForm(has_second_step=has_second_step)

        assert [field.name for field in fill(make) if field.name in ("code", "password")] == [asked]
        assert not fill(make, {}).validate()
        assert fill(make, {asked: "x"}).validate()


class TestRegistering:
    def test_takes_a_name_and_a_password_and_nothing_of_an_address(self, fill: Filler) -> None:
        form = fill(RegisterForm, {"name": " Ada ", "password": NEW, "email": "eve@example.org"})
        assert form.validate(), form.errors
        assert "email" not in form

    @pytest.mark.parametrize("missing", ["name", "password"])
    def test_asks_for_both(self, fill: Filler, missing: str) -> None:
        form = fill(RegisterForm, {"name": "Ada", "password": NEW, missing: ""})
        assert not form.validate()
        assert list(form.errors) == [missing]
