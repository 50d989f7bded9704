"""Classes are named by nouns of their subject, and no two alike."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("sigma_finance", "sandbox")
#: What WTForms looks for by that name inside a form.
INNER = {"Meta"}
#: One word that says what was done or is being done, and not to what.
PARTICIPLE = re.compile(
    r"_?(?:[A-Z][a-z]+(?:ed|ing)"
    r"|Bound|Brought|Chosen|Done|Drawn|Found|Given|Gone|Held|Kept|Known|Left|Lent|Lost|Made|Meant|Owed"
    r"|Paid|Ran|Read|Said|Seen|Sent|Shown|Signed|Sold|Spent|Spoken|Taken|Taught|Thrown|Told|Written)"
)
NOUNS = {
    "Closing": "an accountant's noun: the books closed through a day",
    "Heading": "a table's noun: the words above a column",
    "Posting": "an accountant's noun: one line of an entry",
    "Spending": "the product's noun: what a chapter pays for, owes and gives back",
    "Standing": "the product's noun: whether a member is financial",
    "Taken": "the payment port's word for what a provider took, which is a charge to no member",
}


def _classes() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and node.name not in INNER:
                    yield node.name, str(path.relative_to(ROOT))


class TestClassName:
    def test_stands_once(self) -> None:
        found = defaultdict(list)
        for name, path in _classes():
            found[name].append(path)
        assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}

    def test_is_no_bare_participle(self) -> None:
        bare = [(name, path) for name, path in _classes() if PARTICIPLE.fullmatch(name) and name not in NOUNS]
        assert bare == []

    def test_that_is_excused_is_there_and_would_be_refused(self) -> None:
        names = {name for name, _ in _classes()}
        assert [name for name in NOUNS if name not in names or not PARTICIPLE.fullmatch(name)] == []

    def test_of_a_participle_is_seen(self) -> None:
        seen = ["Told", "Coming", "Wanted", "Ran", "_Claimed", "Shown", "UnmatchedMoney", "Charge", "Person"]
        assert [name for name in seen if PARTICIPLE.fullmatch(name)] == seen[:6]
