"""Whether the tests reach enough of the code."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from coverage import CoverageData

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = '[tool.coverage.run]\nbranch = true\nrelative_files = true\ndata_file = "data"\n'
#: A file of 40 statements.
LONG = "".join(f"a{number} = {number}\n" for number in range(1, 41))
ROOMS = ("sigma_finance/domain", "sigma_finance/services/books", "sigma_finance/services/payments")


def reached(folder: Path, **lines: int) -> None:
    """Write a small project, of whose files so many lines were run, of 40 each."""
    data = CoverageData(str(folder / "data"))
    for room in (*ROOMS, "sigma_finance/web"):
        file = folder / room / "rules.py"
        file.parent.mkdir(parents=True)
        file.write_text(LONG, encoding="ascii")
        ran = lines.get(file.parent.name, 40)
        steps = [(-1, 1), *((at, at + 1) for at in range(1, ran)), (ran, -1)]
        data.add_arcs({file.relative_to(folder).as_posix(): steps})
    data.write()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "covered.py", tmp_path / "scripts")
    (tmp_path / "pyproject.toml").write_text(SETTINGS, encoding="ascii")
    return tmp_path


def check(project: Path) -> tuple[int, str]:
    command = [sys.executable, "scripts/covered.py"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout


class TestTheCheckOfCoverage:
    def test_passes_where_the_tests_reach_everything(self, project: Path) -> None:
        reached(project)
        assert check(project) == (0, "The tests reach 100.00 % of the code\n")

    def test_passes_where_they_reach_nearly_everything_outside_the_rooms_of_money(
        self, project: Path
    ) -> None:
        reached(project, web=36)
        assert check(project) == (0, "The tests reach 97.50 % of the code\n")

    def test_names_the_lines_that_are_missing(self, project: Path) -> None:
        reached(project, web=35)
        status, said = check(project)
        assert status == 1
        assert said.startswith("Everything: 96.88 %, at least 97 %")
        assert "sigma_finance/web/rules.py" in said
        assert "36-40" in said
        assert "domain" not in said

    @pytest.mark.parametrize("room", ROOMS)
    def test_asks_for_every_line_of_the_rooms_of_money(self, project: Path, room: str) -> None:
        reached(project, **{room.rpartition("/")[2]: 39})
        status, said = check(project)
        assert status == 1
        assert said.startswith(f"{room}/: 97.50 %, at least 100 %")

    def test_says_how_to_measure_where_nothing_was(self, project: Path) -> None:
        status, said = check(project)
        assert (status, said) == (
            1,
            "Nothing was measured yet: python3 scripts/test.py --cov --cov-report=\n",
        )

    @pytest.mark.parametrize("room", ROOMS)
    def test_asks_about_rooms_that_there_are(self, room: str) -> None:
        assert list((ROOT / room).rglob("*.py"))
