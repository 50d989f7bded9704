"""``flask demo``: chapters to try things out on."""

from __future__ import annotations

import re
import sys

import click

from sigma_finance import demo
from sigma_finance.cli.commands import CommandGroup, messages_wait
from sigma_finance.cli.output import counted, print_table
from sigma_finance.demo import clock as demo_clock
from sigma_finance.demo.clock import DemoDay
from sigma_finance.domain.dates import long_date
from sigma_finance.tasks.registry import JOBS

group = CommandGroup("demo", help="Try things out.")


@group.task("load")
def load() -> None:
    """Make two demo chapters, unless they are there, and print who can sign in."""
    with messages_wait():
        chapters = demo.load()
    rows = [(chapter.name, role.label, email) for chapter in chapters for role, email in chapter.logins]
    if not rows:
        click.echo("The short names of the demo chapters belong to other chapters here; nothing was changed.")
        return
    print_table(("Chapter", "Role", "E-mail"), rows)
    click.echo(f"Password of all: {demo.PASSWORD}")


class _Forward(click.ParamType[int]):
    """How many days forward: ``+30d``."""

    name = "+DAYSd"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of days; refuses another form."""
        written = re.fullmatch(r"\+([1-9][0-9]{0,3})d", value, re.ASCII)
        if written is None:
            self.fail("Say how many days forward, such as +30d.", param, ctx)
        return int(written[1])


@group.task("clock")
@click.argument("forward", type=_Forward(), required=False)
def clock(forward: int | None) -> None:
    """Go so many days FORWARD, such as +30d, and do on each what the background jobs would; or print the day.

    The demo has to be served meanwhile. Exits with 1 where a job failed.
    """
    if forward is None:
        click.echo(f"The demo's day is {long_date(demo_clock.today())}.")
        return
    all_well = True
    with messages_wait():
        for day in demo_clock.advance(days=forward, todo=JOBS):
            all_well &= _tell(day)
    click.echo(
        f"{counted(forward, 'day', 'days')} forward. The demo's day is {long_date(demo_clock.today())}."
    )
    if not all_well:
        sys.exit(1)


def _tell(day: DemoDay) -> bool:
    """Print a day with what was done on it, and say whether all went well; what did nothing is left out."""
    told = [one.outcome for one in day.ran if one.ok and _did_something(one.name, one.outcome)]
    click.echo(f"{long_date(day.day)}: {' '.join(told) or 'Nothing came to pass.'}")
    for one in day.ran:
        if not one.ok:
            click.echo(f"  {one.name}: {one.error}", err=True)
    return all(one.ok for one in day.ran)


def _did_something(name: str, outcome: str) -> bool:
    return name not in _LOOKING and re.search(r"[1-9]", outcome) is not None


#: Jobs whose figures tell what they looked at.
_LOOKING = ("reconcile", "verify")
