"""Bringing a file in, and consenting to what becomes of it."""

from __future__ import annotations

import io

import pytest

from sigma_finance.forms.imports.imports import ConfirmImportForm, FileForm
from tests.forms.filling import Filler


class TestAFile:
    def test_is_asked_for(self, fill: Filler) -> None:
        assert not fill(FileForm, {}).validate()
        form = fill(FileForm, {"file": (io.BytesIO(b"Name"), "fall.csv")})
        assert form.validate(), form.errors


class TestTheYes:
    @pytest.mark.parametrize(("typed", "good"), [({}, False), ({"good_rows": "y"}, True)])
    def test_is_to_leaving_out_what_has_to_be_mended(
        self, fill: Filler, typed: dict[str, str], good: bool
    ) -> None:
        form = fill(ConfirmImportForm, typed)
        assert form.validate()
        assert form.good_rows.data is good
