"""One run: every contender asked for every page, in every world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench import pattern
from bench.driving import Browser, Cost, measure
from bench.serving import Contender, Served, served
from bench.works import WORKS, Work
from bench.world import World, made


@dataclass(frozen=True)
class Plan:
    """What is measured: whether a large chapter, beside how many chapters, and how often each page is asked for."""

    large: int | None
    chapters: int | None
    times: int


@dataclass(frozen=True)
class Measure:
    """A page of a contender in a world of so many chapters, by its chapter's members."""

    contender: str
    work: str
    members: int
    chapters: int
    cost: Cost


@dataclass
class Found:
    """What a run found: costs, statements by page (with those of transactions), MiB a worker, and what verify said."""

    measures: list[Measure]
    statements: dict[str, tuple[int, int]]
    memory: dict[str, float]
    verified: list[str]


def measured(plan: Plan, *, say: Callable[[str], None]) -> Found:
    """Measure everything that the plan names."""
    found = Found([], {}, {}, [])
    say("Keeping two years of a chapter of 200")
    with made() as world:
        if plan.large:
            say(f"Copying its members into a chapter of {plan.large:,}")
            world.add_large(plan.large)
        _world(world, plan, found, say)
        if plan.chapters:
            say(f"Copying the chapter until there are {plan.chapters:,}")
            world.add_chapters(plan.chapters)
            _world(world, plan, found, say)
    return found


def _world(world: World, plan: Plan, found: Found, say: Callable[[str], None]) -> None:
    if world.chapters <= 2:
        found.verified.append(world.verify())
        say(found.verified[-1])
    for contender in world.contenders():
        with served(contender) as server:
            sizes = [(pattern.MEMBERS, False)] + ([(plan.large, True)] if plan.large else [])
            for members, large in sizes:
                _pages(world, plan, found, contender, server, members=members, large=large, say=say)
            found.memory[contender.name] = max(server.memory())


def _pages(
    world: World,
    plan: Plan,
    found: Found,
    contender: Contender,
    server: Served,
    *,
    members: int,
    large: bool,
    say: Callable[[str], None],
) -> None:
    browsers = {
        email: _signed_in(server, pattern.large(email) if large else email)
        for email in (pattern.MEMBER, pattern.TREASURER)
    }
    for work in WORKS:
        ask = partial(browsers[work.email].get, work.path)
        cost = measure(
            server,
            partial(_afresh, world, ask) if work.fresh else ask,
            times=plan.times,
            between=world.forget_requests,
        )
        found.measures.append(Measure(contender.name, work.name, members, world.chapters, cost))
        say(f"{contender.name:8} {work.name:20} {members:6} {cost.app:7.2f} + {cost.database:6.2f} ms")
        if contender.name == "product" and not large and world.chapters <= 2:
            found.statements[work.name] = _count(world, work, ask)


def _signed_in(server: Served, email: str) -> Browser:
    browser = Browser(server)
    browser.sign_in(email, pattern.PASSWORD)
    return browser


def _afresh(world: World, ask: Callable[[], bytes]) -> bytes:
    world.change_figures()
    return ask()


def _count(world: World, work: Work, ask: Callable[[], bytes]) -> tuple[int, int]:
    if work.fresh:
        world.change_figures()
    return world.statements_of(ask)
