"""What a run found, as the page that docs/performance.md is."""

from __future__ import annotations

import platform
from collections.abc import Iterable

from bench.driving import Cost
from bench.run import Found
from bench.works import WORKS

HEAD = """# What a page costs

Processor time a request, application and PostgreSQL, in milliseconds; two gunicorn workers, PostgreSQL and Redis of the
bench's own. *Floor* is the same page by Flask, Flask-Login and SQLAlchemy at their least, *limit* by WSGI and psycopg2
alone, both by hand-written SQL on the product's own rows, without its second lock, words and looks. All are measured in
one run of `python3 scripts/bench.py`; machines differ and are noisy, so that the ratios are what to read.
"""


def written(found: Found) -> str:
    """The whole page."""
    return "\n".join([HEAD, *_costs(found), *_answers(found), *_rest(found)]) + "\n"


def _costs(found: Found) -> Iterable[str]:
    yield "| page | members | chapters | limit | floor | product | application + database | × floor |"
    yield "|---|---|---|---|---|---|---|---|"
    for members, chapters in _worlds(found):
        for work in WORKS:
            product, floor, limit = (
                _of(found, name, work.name, members, chapters) for name in ("product", "floor", "limit")
            )
            yield (
                f"| {work.name} | {members:,} | {chapters:,} | {limit.both:.1f} | {floor.both:.1f} "
                f"| {product.both:.1f} | {product.app:.1f} + {product.database:.1f} | {product.both / floor.both:.1f} |"
            )
    yield ""


def _answers(found: Found) -> Iterable[str]:
    yield "| page | members | statements | of transactions | bytes | p50 ms | p95 ms | p99 ms |"
    yield "|---|---|---|---|---|---|---|---|"
    members, chapters = _worlds(found)[0]
    for work in WORKS:
        cost = _of(found, "product", work.name, members, chapters)
        asked, control = found.statements[work.name]
        yield (
            f"| {work.name} | {members:,} | {asked} | {control} | {cost.size:,} "
            f"| {cost.p50:.1f} | {cost.p95:.1f} | {cost.p99:.1f} |"
        )
    yield ""


def _rest(found: Found) -> Iterable[str]:
    shares = ", ".join(f"{name} {size:.0f} MiB" for name, size in found.memory.items())
    yield f"Memory a worker (proportional share, the larger of two): {shares}."
    yield ""
    yield f"`flask ledger verify` of the books measured: {' '.join(found.verified)}"
    yield ""
    yield f"Measured with Python {platform.python_version()} on {platform.machine()}."


def _worlds(found: Found) -> list[tuple[int, int]]:
    return list(dict.fromkeys((one.members, one.chapters) for one in found.measures))


def _of(found: Found, contender: str, work: str, members: int, chapters: int) -> Cost:
    [cost] = [
        one.cost
        for one in found.measures
        if (one.contender, one.work, one.members, one.chapters) == (contender, work, members, chapters)
    ]
    return cost
