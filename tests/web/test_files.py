"""A file that comes with a page."""

from __future__ import annotations

import pytest
from flask import Flask, session

from sigma_finance.web import files

APP = Flask(__name__)
APP.config["SECRET_KEY"] = "for these tests"


class TestAFileAlong:
    def test_comes_with_the_next_page_once(self) -> None:
        with APP.test_request_context("/"):
            files.send_along("/treasurer/ledger.csv")
            assert [files.file_along(), files.file_along()] == ["/treasurer/ledger.csv"] * 2
            assert not session

    @pytest.mark.parametrize("path", ["/", "/treasurer"])
    def test_comes_with_no_other_page(self, path: str) -> None:
        with APP.test_request_context(path):
            assert files.file_along() == ""
