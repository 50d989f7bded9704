"""Every table that a page reads is narrowed to the chapter, in the very SELECT that names it.

A join by another key alone gives the right rows, since row-level security hides the others, but reads the index of all
chapters: what costs nothing in a chapter of its own takes a minute among thousands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.extensions import db
from tests.architecture.addresses import addresses
from tests.journeys.furniture import Names, furnish
from tests.routes.house import House, selects
from tests.routes.treasurer.desk import build_desk

TABLE = re.compile(r"(?:\bFROM|\bJOIN|,)\s+(?:LATERAL\s+)?([a-z_]+)(?:\s+AS\s+([a-z_0-9]+))?(?=[\s,)]|$)")


@pytest.fixture
def house(app: Flask) -> House:
    return build_desk()


@pytest.fixture
def names(house: House, sandbox: Sandbox) -> Names:
    return furnish(house, sandbox)


def scopes(statement: str) -> Iterator[str]:
    """The text of each SELECT of a statement, without those inside it."""
    stack: list[list[str]] = [[]]
    opened: list[bool] = []
    for part in re.split(r"(\(\s*(?:SELECT|WITH)\b|[()])", statement):
        if part.startswith("(") and len(part) > 1:
            opened.append(True)
            stack.append([part[1:]])
        elif part == "(":
            opened.append(False)
            stack[-1].append(part)
        elif part == ")":
            if opened.pop():
                yield "".join(stack.pop())
            else:
                stack[-1].append(part)
        else:
            stack[-1].append(part)
    yield "".join(stack[0])


def open_tables(statement: str, owned: set[str]) -> set[str]:
    """Tables of chapters that a SELECT names without naming their chapter."""
    found = set()
    for scope in scopes(statement):
        for union in re.split(r"\bUNION\b", scope):
            for table, alias in TABLE.findall(union.partition(" FOR ")[0]):
                name = alias or table
                if table in owned and not re.search(rf"\b{name}\.chapter_id\b(?!,| AS)", union):
                    found.add(table)
    return found


class TestTheScopesOfAStatement:
    def test_stand_apart(self) -> None:
        statement = "SELECT b.id FROM b WHERE b.id IN (SELECT a.b_id FROM a WHERE a.chapter_id = 1)"
        assert open_tables(statement, {"a", "b"}) == {"b"}

    def test_are_each_looked_at(self) -> None:
        inner = "SELECT count(*) FROM a JOIN c ON c.a_id = a.id WHERE a.chapter_id = b.chapter_id"
        assert open_tables(f"SELECT ({inner}) FROM b WHERE b.chapter_id = 1", {"a", "b", "c"}) == {"c"}

    def test_know_a_table_by_its_other_name(self) -> None:
        statement = "SELECT x.id FROM a AS x, b WHERE b.chapter_id = 1 AND x.b_id = b.id"
        assert open_tables(statement, {"a", "b"}) == {"a"}


class TestEveryPage:
    def test_names_the_chapter_of_every_table_that_it_reads(
        self, app: Flask, house: House, names: Names
    ) -> None:
        app.config["RATELIMIT_ENABLED"] = False
        owned = {table.name for table in db.metadata.tables.values() if "chapter_id" in table.columns}
        found: dict[str, set[str]] = {}
        for browser, path in addresses(app, house, names):
            address = path.format_map(names)
            with selects() as sent:
                browser.flask.get(address, base_url=app.config["BASE_URL"])
            for statement in sent:
                if missing := open_tables(" ".join(statement.split()), owned):
                    found.setdefault(f"{sorted(missing)}: {' '.join(statement.split())}", set()).add(address)
        assert found == {}, "\n\n".join(f"{sorted(v)[:3]} {k}" for k, v in found.items())
