"""A module's tests are found by its path, and a file of tests by its module."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sigma_finance.config import ROOT

TESTS = ROOT / "tests"
PACKAGES = {
    ROOT / "sigma_finance": TESTS,
    ROOT / "sandbox": TESTS / "sandbox",
    ROOT / "migrations" / "versions": TESTS / "migrations",
}
#: What no module stands behind: rules, faults, the harness itself, journeys of people, operators' commands, files.
APART = {"architecture", "faults", "harness", "journeys", "operation", "scripts", "static"}


def has_code(module: Path) -> bool:
    """Whether a module holds more than its docstring and names that it hands on."""
    if module.name != "__init__.py":
        return True
    body = ast.parse(module.read_text(encoding="utf-8")).body
    return not all(_is_plain(statement) for statement in body)


def _is_plain(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
    return False


def expected_file(module: Path) -> Path:
    """Where a module's tests stand: an aspect of it may stand beside, as ``test_module_aspect.py``."""
    package = next(package for package in PACKAGES if module.is_relative_to(package))
    name = module.stem.strip("_")
    return PACKAGES[package] / module.relative_to(package).parent / f"test_{name}.py"


def modules() -> list[Path]:
    return sorted(
        module
        for package in PACKAGES
        for module in package.rglob("*.py")
        if "node_modules" not in module.parts
    )


def belongs(file: Path, expected: set[Path]) -> Path | None:
    """Which of the files that are expected this one is, or holds an aspect of: of two, the longer name."""
    words = file.stem.split("_")
    names = ("_".join(words[:count]) for count in range(len(words), 1, -1))
    return next((found for name in names if (found := file.with_name(f"{name}.py")) in expected), None)


def path_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


class TestAModule:
    def test_has_tests_at_its_own_path(self) -> None:
        expected = {expected_file(module): path_of(module) for module in modules()}
        found = {belongs(file, set(expected)) for file in TESTS.rglob("test_*.py")}
        coded = {expected_file(module) for module in modules() if has_code(module)}
        assert {expected[file] for file in coded - found} == set()

    @pytest.mark.parametrize(
        ("module", "file"),
        [
            ("sigma_finance/services/payments/checkout.py", "tests/services/payments/test_checkout.py"),
            ("sigma_finance/queries/verify/__init__.py", "tests/queries/verify/test_init.py"),
            ("sigma_finance/app.py", "tests/test_app.py"),
            ("sandbox/stripe/errors.py", "tests/sandbox/stripe/test_errors.py"),
            ("migrations/versions/first_release.py", "tests/migrations/test_first_release.py"),
        ],
    )
    def test_is_mirrored_by_path(self, module: str, file: str) -> None:
        assert path_of(expected_file(ROOT / module)) == file


class TestAFileOfTests:
    def test_belongs_to_a_module_that_there_is(self) -> None:
        expected = {expected_file(module) for module in modules()}
        astray = {
            path_of(file)
            for file in TESTS.rglob("test_*.py")
            if file.relative_to(TESTS).parts[0] not in APART and belongs(file, expected) is None
        }
        assert astray == set()

    def test_is_imported_by_no_other(self) -> None:
        taken = {
            f"{path_of(file)} takes from {statement.module}"
            for file in TESTS.rglob("*.py")
            for statement in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(statement, ast.ImportFrom)
            and (statement.module or "").rpartition(".")[2].startswith("test_")
        }
        assert taken == set()
