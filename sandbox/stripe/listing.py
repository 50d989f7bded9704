"""Stripe's lists: newest first, filtered, and paged by the id at the edge of the last page.

Follows https://docs.stripe.com/api/pagination.
"""

from __future__ import annotations

import json
from typing import Any

from sandbox.engine.work import Json, Work
from sandbox.stripe.errors import invalid, no_such
from sandbox.stripe.expand import envelope

_COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def page(
    work: Work,
    kind: str,
    params: Json,
    *,
    url: str,
    equal: tuple[str, ...] = (),
    beside: tuple[str, ...] = (),
) -> Json:
    """One page of a kind's objects; `equal` names the parameters that filter by a field of the same name.

    `beside` names those that filter by what the sandbox noted beside the object.
    """
    clauses, values = _created(params.get("created"))
    for name in equal:
        if name in params:
            clauses.append("json_extract(body, ?) = ?")
            values += [f"$.{name}", params[name]]
    for name in beside:
        if name in params:
            clauses.append(f"json_extract(aside, '$.{name}') = ?")
            values.append(params[name])
    types = params.get("types")
    if types:
        clauses.append(f"json_extract(body, '$.type') IN ({', '.join('?' * len(types))})")
        values += types
    if work.account is not None:
        clauses.append("account = ?")
        values.append(work.account)
    limit = _limit(params.get("limit", 10))
    backwards = _edge(work, kind, params, clauses, values)
    found = _rows(work, [kind, *values], clauses, limit + 1, backwards)
    data = found[:limit]
    return envelope(data[::-1] if backwards else data, url, has_more=len(found) > limit)


def _rows(work: Work, values: list[Any], clauses: list[str], limit: int, backwards: bool) -> list[Json]:
    where = " AND ".join(["kind = ?", *clauses])
    order = "ASC" if backwards else "DESC"
    query = f"SELECT body FROM objects WHERE {where} ORDER BY seq {order} LIMIT {limit}"  # noqa: S608 (values are bound)
    return [json.loads(row["body"]) for row in work.connection.execute(query, values)]


def _limit(limit: int) -> int:
    if not 1 <= limit <= 100:
        raise invalid(f"Invalid limit: {limit} must be between 1 and 100.", param="limit")
    return limit


def _created(asked: Any) -> tuple[list[str], list[Any]]:
    if asked is None:
        return [], []
    if isinstance(asked, int):
        return ["created = ?"], [asked]
    return [f"created {_COMPARISONS[name]} ?" for name in asked], list(asked.values())


def _edge(work: Work, kind: str, params: Json, clauses: list[str], values: list[Any]) -> bool:
    """Add the cursor's condition; answers whether the page is read from the far end."""
    if "starting_after" in params and "ending_before" in params:
        raise invalid("You may only specify one of starting_after and ending_before.", param="ending_before")
    for name, comparison in (("starting_after", "<"), ("ending_before", ">")):
        if name in params:
            row = work.connection.execute(
                "SELECT seq FROM objects WHERE id = ? AND kind = ?", (params[name], kind)
            ).fetchone()
            if row is None:
                raise no_such(kind, params[name], param=name, status=400)
            clauses.append(f"seq {comparison} ?")
            values.append(row["seq"])
            return name == "ending_before"
    return False
