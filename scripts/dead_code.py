"""Finds what nothing of the product uses: a name that the tests alone know is dead code.

python3 scripts/dead_code.py     names it, and ends with 1 where there is any
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from vulture import Vulture
from vulture.core import Item

ROOT = Path(__file__).resolve().parent.parent
#: Where names are used. The sandbox stands in for others: what it can do is for tests to ask of it.
USERS = ("sigma_finance", "sandbox", "scripts", "bench", "migrations", "gunicorn.conf.py")
JUDGED = ROOT / "sigma_finance"
TEMPLATES = ("sigma_finance/templates", "sandbox/templates")
#: Who calls what these stand above: Flask, Click, SQLAlchemy and Celery.
CALLED_BY_DECORATOR = (
    "@*.route",
    "@*.get",
    "@*.post",
    "@*.command",
    "@command*",
    "@*.url_value_preprocessor",
    "@event.listens_for",
    "@validates",
    "@compiles",
    "@*.after_request",
    "@*.task",
)
#: What may be a column, a setting of Flask's or a value of a word: it is used by being there.
FIELDS = ("attribute", "variable")
#: Names that others look for, each with who does.
EXPECTED_BY = {
    "validate_*": "WTForms, by the field's name",
    "process_formdata": "WTForms",
    "_compact_indices": "WTForms, of a list of fields",
    "process_bind_param": "SQLAlchemy's column types",
    "column_expression": "SQLAlchemy's column types",
    "process_result_value": "SQLAlchemy's column types",
    "get_metavar": "Click",
    "get_id": "Flask-Login",
    "_build_client": "python_http_client",
    "_make_request": "python_http_client",
    "set_password": "whoever works in flask shell by the first guide",
    "in_income_statement": "the books' statements, whose pages are still to come",
    "income_statement": "the books' statements, whose pages are still to come",
    "is_even": "the books' statements, whose pages are still to come",
    "TestConfig": "CONFIG_CLASS, by its name",
    "ProductionConfig": "CONFIG_CLASS, by its name",
}
_EXPRESSION = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def main() -> int:
    """Name each piece of dead code, one a line."""
    found = [item for item in dead() if not _is_expected(item)]
    for item in found:
        print(
            f"{item.filename.relative_to(ROOT)}:{item.first_lineno}: nothing uses the {item.typ} {item.name}"
        )
    return 1 if found else 0


def dead() -> list[Item]:
    """What vulture finds unused in the product, templates counted among those who use it."""
    vulture = Vulture(ignore_decorators=list(CALLED_BY_DECORATOR))
    vulture.scavenge([str(ROOT / user) for user in USERS])
    vulture.used_names.update(_named_in_templates())
    return [
        item
        for item in vulture.get_unused_code()
        if item.filename.is_relative_to(JUDGED) and (item.typ not in FIELDS or _stands_by_itself(item))
    ]


def _stands_by_itself(item: Item) -> bool:
    """Whether a variable is a module's own: not a field of a class, which a table or a library may be read by."""
    tree = ast.parse(item.filename.read_text(encoding="utf-8"))
    own = (node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign))
    return any(node.lineno <= item.first_lineno <= (node.end_lineno or 0) for node in own)


def _named_in_templates() -> Iterator[str]:
    for folder in TEMPLATES:
        for path in (ROOT / folder).rglob("*.*"):
            for expression in _EXPRESSION.findall(path.read_text(encoding="utf-8")):
                yield from _NAME.findall(expression)


def _is_expected(item: Item) -> bool:
    return any(fnmatchcase(item.name, pattern) for pattern in EXPECTED_BY)


if __name__ == "__main__":
    sys.exit(main())
