"""What happens in the sandbox by itself, whatever the vendor."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.engine import jobs
from sandbox.engine.settings import SandboxSettings
from sandbox.engine.store import Store
from sandbox.engine.work import Bench, VendorRules, Work
from tests.sandbox.standing import options


class MovedOn(Exception):
    """The object does not need the work any more."""


def missing(kind: str, object_id: str, *, param: str) -> Exception:
    return LookupError(f"{kind} {object_id} {param}")


def note(work: Work, object_id: str) -> None:
    work.add({"id": f"note_{object_id}", "object": "note"})


def pass_over(work: Work, object_id: str) -> None:
    raise MovedOn


def fail(work: Work, object_id: str) -> None:
    note(work, object_id)
    raise ArithmeticError


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A sandbox of a vendor whose work is noted."""
    rules = VendorRules(missing, {"note": note, "pass_over": pass_over, "fail": fail}, (MovedOn,))
    path = tmp_path / "sandbox.sqlite"
    return Bench(Store(path), SandboxSettings(state_path=path, **options()), rules)


def put_off(bench: Bench, *pieces: tuple[str, str, float]) -> None:
    with bench.changing() as work:
        for name, object_id, seconds in pieces:
            work.later(name, object_id, seconds)


def noted(bench: Bench) -> list[str]:
    with bench.looking() as work:
        return [each["id"] for each in work.every("note")][::-1]


class TestWhatIsDue:
    def test_is_done_once_in_its_order_and_counted(self, bench: Bench) -> None:
        put_off(bench, ("note", "b", -1), ("note", "a", -2), ("note", "later", 60))
        assert [jobs.run_due(bench), jobs.run_due(bench)] == [2, 0]
        assert noted(bench) == ["note_a", "note_b"]

    def test_passes_over_what_has_moved_on(self, bench: Bench) -> None:
        put_off(bench, ("pass_over", "a", -2), ("note", "b", -1))
        assert [jobs.run_due(bench), jobs.run_due(bench)] == [2, 0]
        assert noted(bench) == ["note_b"]

    def test_stays_due_where_the_work_fails(self, bench: Bench) -> None:
        put_off(bench, ("fail", "a", -1))
        for _ in range(2):
            with pytest.raises(ArithmeticError):
                jobs.run_due(bench)
        assert noted(bench) == []


class TestHastening:
    def test_makes_due_what_was_put_off(self, bench: Bench) -> None:
        put_off(bench, ("note", "a", 60))
        with bench.changing() as work:
            jobs.hasten(work)
        assert jobs.run_due(bench) == 1


class TestAMissingObject:
    def test_is_refused_in_the_vendors_words(self, bench: Bench) -> None:
        with bench.looking() as work, pytest.raises(LookupError, match="charge ch_1 charge"):
            work.get("charge", "ch_1", param="charge")
