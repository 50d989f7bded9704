"""What an import's commands let somebody say of a file: the options, and the answers that they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import click

from sigma_finance.cli.options import WordOption
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.answers import NOT_READ, Answers, HiddenRows, LookAlikes, SeenBefore
from sigma_finance.domain.imports.columns import PAYMENTS, ROSTER, STATEMENT, Vocabulary
from sigma_finance.domain.imports.customs import AmountStyle, DateOrder
from sigma_finance.services.imports import files

F = TypeVar("F", bound=Callable[..., Any])
_ENCODINGS = [name for name, _ in files.encodings()]


def answers_about(vocabulary: Vocabulary) -> Callable[[F], F]:
    """Options for a command that imports; it gets them as ``answers`` and ``encoding``."""
    options = [
        click.option(
            "--column",
            "columns",
            metavar="COLUMN=WHAT",
            multiple=True,
            help=f"What a column is, by its letter or heading: {', '.join(vocabulary.choices)}, or {NOT_READ}.",
        ),
        click.option("--dates", type=WordOption(DateOrder), help="How dates are written."),
        click.option(
            "--amounts",
            type=WordOption(AmountStyle),
            help="Which sign stands before the cents.",
        ),
        click.option(
            "--hidden-rows",
            type=WordOption(HiddenRows),
            help="Whether rows count that the file hides or strikes through.",
        ),
        click.option(
            "--text",
            "encoding",
            default="",
            type=click.Choice(["", *_ENCODINGS]),
            help="How a CSV file was saved, where names come out wrong.",
        ),
        *_OWN[vocabulary.holds],
    ]

    def add(command: F) -> F:
        @wraps(command)
        def with_answers(**given: Any) -> Any:
            return command(answers=_answers(given), **given)

        for option in reversed(options):
            with_answers = option(with_answers)
        return with_answers  # type: ignore[return-value]  # what click makes of a function stays callable

    return add


_OWN = {
    PAYMENTS.holds: [
        click.option(
            "--seen-before",
            type=WordOption(SeenBefore),
            help="What payments are that look like some imported before.",
        )
    ],
    STATEMENT.holds: [],
    ROSTER.holds: [
        click.option(
            "--look-alikes",
            type=WordOption(LookAlikes),
            help="Take people as new who look like members, or like no name.",
        )
    ],
}


def _answers(given: dict[str, Any]) -> Answers:
    """The answers among a command's options, which are taken out of them."""
    columns = _columns(given.pop("columns"))
    dates, amounts, hidden = (given.pop(name) for name in ("dates", "amounts", "hidden_rows"))
    seen, alike = given.pop("seen_before", None), given.pop("look_alikes", None)
    return Answers(columns, dates, amounts, seen, hidden, alike)


def _columns(given: tuple[str, ...]) -> Mapping[str, str]:
    answers = {}
    for one in given:
        name, is_said, value = one.rpartition("=")
        if not is_said:
            raise Invalid(f"Write COLUMN=WHAT, such as F={NOT_READ}; not “{one}”.")
        answers[name] = value.strip().lower()
    return answers
