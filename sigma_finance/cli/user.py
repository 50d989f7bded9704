"""``flask user``: giving people a login, and letting the locked-out back in."""

from __future__ import annotations

import sys

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup, messages_leave
from sigma_finance.cli.output import counted, print_table
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.permissions import Role
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.chapters import platform
from sigma_finance.services.dues import late_joiners
from sigma_finance.services.logins import logins, old_addresses, second_factor
from sigma_finance.services.logins.logins import NewUser

group = CommandGroup("user", help="Give people a login, and let the locked-out back in.")
email = click.option("--email", required=True, help="The address that the person signs in with.")
role = click.option("--role", required=True, type=options.WordOption(Role), help="What they may do.")
password_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking."
)


@group.task("create")
@options.chapter
@role
@click.option("--name", required=True, help="What they are called.")
@email
@click.option(
    "--class",
    "member_class",
    type=options.WordOption(MemberClass),
    default=MemberClass.REGULAR,
    show_default=True,
    help="Whether dues are charged.",
)
@password_stdin
def create(
    chapter: str, role: Role, name: str, email: str, member_class: MemberClass, password_stdin: bool
) -> None:
    """Make a member of a chapter with a login; the password is asked, or read with --password-stdin."""
    where = chapters.get_chapter(slug=chapter)
    with messages_leave():
        made = logins.create_user(
            request=NewUser(
                chapter_id=where.id,
                name=name,
                email=email,
                role=role,
                password=chosen_password(password_stdin),
                member_class=member_class,
            ),
            by=OPERATOR,
        )
        late_joiners.charge(chapter_id=where.id, member_id=made.member_id, by=OPERATOR)
    click.echo(f"{name} is a {role.label.lower()} of {where.name}.")
    if made.had_login:
        click.echo("They had a login already: their password is as it was.")


def chosen_password(from_stdin: bool) -> str:
    """The password that the operator types twice, or the first line of standard input."""
    if not from_stdin:
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more")
        return typed
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Invalid("No password came in on standard input.")
    return password


@group.task("reset-password")
@email
@password_stdin
def reset_password(email: str, password_stdin: bool) -> None:
    """Give a locked-out person a new password; ends their sessions and tells them."""
    with messages_leave():
        ended = logins.reset_password(email=email, password=chosen_password(password_stdin), by=OPERATOR)
    click.echo(
        f"The password is changed; {counted(ended, 'session', 'sessions')} ended. They are told by e-mail."
    )


@group.task("reset-second-factor")
@email
def reset_second_factor(email: str) -> None:
    """Take a locked-out person's second step off; ends their sessions and tells them."""
    with messages_leave():
        second_factor.reset(email=email, by=OPERATOR)
    click.echo("Their password alone signs them in now. They are told by e-mail.")


@group.task("make-platform-admin")
@email
@click.option("--name", default="", help="What they are called, to give a login to somebody of no chapter.")
@password_stdin
def make_platform_admin(email: str, name: str, password_stdin: bool) -> None:
    """Let a person open and suspend chapters: who signs in already, or with --name somebody new."""
    if name:
        platform.make_admin(name=name, email=email, password=chosen_password(password_stdin), by=OPERATOR)
    else:
        platform.set_admin(email=email, by=OPERATOR)
    click.echo("They can open and suspend chapters now, once they have a second sign-in step.")


@group.task("end-platform-admin")
@email
def end_platform_admin(email: str) -> None:
    """Let a person open and suspend chapters no longer."""
    platform.end_admin(email=email, by=OPERATOR)
    click.echo("They cannot open or suspend chapters any longer.")


@group.task("set-role")
@options.chapter
@email
@role
def set_role(chapter: str, email: str, role: Role) -> None:
    """Give a member another role; they are told by e-mail."""
    where = chapters.get_chapter(slug=chapter)
    with messages_leave():
        change = logins.set_role(chapter_id=where.id, email=email, role=role, by=OPERATOR)
    if change.before is change.after:
        click.echo(f"They are a {role.label.lower()} already.")
    else:
        click.echo(f"They were a {change.before.label.lower()} and are a {role.label.lower()} now.")


@group.task("mend-addresses")
@click.option("--commit", is_flag=True, help="Write it; without it nothing is changed.")
def mend_addresses(commit: bool) -> None:
    """Bring addresses of earlier days, in full-width letters, to the form in which they are kept; names the clashes.

    Exits with 1 where one is left for a person to mend.
    """
    told = old_addresses.mend(commit=commit, by=OPERATOR)
    if not told:
        click.echo("Every address is in the form in which addresses are kept.")
        return
    rows = [(old.whose, old.email, old.normal, became) for old, became in told]
    print_table(
        ("Whose", "Address", "In today's form", "What became of it" if commit else "What would"), rows
    )
    left = sum(became != old_addresses.CHANGED for _, became in told)
    if not commit:
        click.echo("Nothing is written yet. Give --commit to write it.")
    if left:
        click.echo(f"To be mended by hand: {left}. One of each two has to take another address.", err=True)
        sys.exit(1)
