"""A chapter's own look: its colours as a style sheet, since a page holds no inline style, and its logo."""

from __future__ import annotations

from flask import Blueprint, Response, request

from sigma_finance.domain import colours as rules
from sigma_finance.domain.colours import Shades
from sigma_finance.domain.errors import NotFound
from sigma_finance.queries.chapters import settings
from sigma_finance.web import guards
from sigma_finance.web.guards import signed_in

blueprint = Blueprint("branding", __name__, url_prefix="/chapters/<int:chapter_id>")

YEAR_S = 365 * 24 * 60 * 60


@blueprint.get("/colours.css")
@signed_in
def colours(chapter_id: int) -> Response:
    """The accent's shades by day and by night, over those of the style sheet."""
    _check(chapter_id)
    accent = guards.viewer().accent
    day, night = _tokens(rules.by_day(accent)), _tokens(rules.by_night(accent))
    css = (
        f":root{{{day}}}"
        f'@media screen{{:root[data-theme="dark"]{{{night}}}}}'
        "@media screen and (prefers-color-scheme:dark)"
        f'{{:root:not([data-theme="light"],[data-theme="dark"]){{{night}}}}}'
    )
    return keep_by_mark(Response(css, content_type="text/css; charset=utf-8"))


@blueprint.get("/logo.png")
@signed_in
def logo(chapter_id: int) -> Response:
    """The chapter's logo, as it was drawn anew here."""
    _check(chapter_id)
    return keep_by_mark(Response(settings.get_logo(chapter_id=chapter_id), content_type="image/png"))


def _check(chapter_id: int) -> None:
    if chapter_id != guards.viewer().chapter_id:
        raise NotFound("There is no such chapter for you.")


def _tokens(shades: Shades) -> str:
    return "".join(f"--color-{name.replace('_', '-')}:{shade};" for name, shade in vars(shades).items())


def keep_by_mark(response: Response) -> Response:
    """Let the person's own browser keep what its address marks by its content."""
    if "v" in request.args:
        response.cache_control.private = True
        response.cache_control.max_age = YEAR_S
        response.cache_control.immutable = True
    return response
