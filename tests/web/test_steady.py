"""Answers that take equally long."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.web import steady


class TestASteadyAnswer:
    @pytest.fixture
    def waited(self, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        found: list[float] = []
        sqlite_app.config["STEADY_SECONDS"] = 0.3
        monkeypatch.setattr(steady, "pause", found.append)
        return found

    @pytest.mark.parametrize(("took", "waits"), [(0.0, 0.3), (0.1, 0.2), (0.3, 0.0), (2.0, 0.0)])
    def test_waits_for_what_is_left(
        self, waited: list[float], monkeypatch: pytest.MonkeyPatch, took: float, waits: float
    ) -> None:
        moments = iter([100.0, 100.0 + took])
        monkeypatch.setattr("sigma_finance.web.steady.time.monotonic", lambda: next(moments))
        answered = steady.steady(lambda: "done")
        assert answered() == "done"
        assert waited == [pytest.approx(waits)]

    def test_waits_as_well_where_it_is_refused(self, waited: list[float]) -> None:
        def refuse() -> str:
            raise LookupError("nobody")

        with pytest.raises(LookupError):
            steady.steady(refuse)()
        assert len(waited) == 1
