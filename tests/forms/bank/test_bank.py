"""What an officer says of bank accounts."""

from __future__ import annotations

from flask import Flask
from werkzeug.datastructures import MultiDict

from sigma_finance.forms.bank.bank import BankAccountForm, MatchForm, ReconcileForm


class TestABalance:
    def test_is_below_zero_where_the_account_was_overdrawn(self, app: Flask) -> None:
        sent = {"name": "A", "begins_on": "2026-10-01", "opening": "5.00", "overdrawn": "y"}
        form = BankAccountForm(MultiDict(sent), meta={"csrf": False})
        assert form.validate()
        assert form.opening_minor == -500

    def test_has_to_be_said_to_reconcile(self, app: Flask) -> None:
        form = ReconcileForm(MultiDict({"through": "2026-10-31"}), meta={"csrf": False})
        assert not form.validate()
        assert form.closing.errors == ["Enter what the statement closes with."]
        said = ReconcileForm(MultiDict({"through": "2026-10-31", "closing": "0"}), meta={"csrf": False})
        assert said.validate()
        assert said.closing_minor == 0


class TestEntries:
    def test_are_ids(self, app: Flask) -> None:
        form = MatchForm(MultiDict([("entries", "5"), ("entries", "-1")]), meta={"csrf": False})
        assert not form.validate()
        form = MatchForm(MultiDict([("entries", "5"), ("entries", "6")]), meta={"csrf": False})
        assert form.validate()
        assert form.entries.data == [5, 6]
