"""What every page of ours must be, whatever it shows: asserted for each page that a test gets."""

from __future__ import annotations

import re
from collections import Counter

from tests.harness.html import Element

FIELDS = ("input", "select", "textarea")
WITHOUT_LABEL = ("hidden", "submit", "button", "image", "reset")
UNFINISHED = re.compile(r"{{|{%|%}|}}|\bNone\b|<built-in|object at 0x")


def judge(page: Element, text: str) -> None:
    """Raise AssertionError naming everything that is wrong with a page."""
    faults = [
        *_frame(page, text),
        *_headings(page),
        *_unlabelled(page),
        *_open_forms(page),
        *_inline(page),
        *_unnamed(page),
        *_repeated_ids(page),
        *(f"this was not filled in: {piece.strip()!r}" for piece in page.texts() if UNFINISHED.search(piece)),
    ]
    assert not faults, "The page isn't one of ours: " + "; ".join(faults)


def _frame(page: Element, text: str) -> list[str]:
    html = next(page.every("html"), Element("html"))
    return [
        *([] if text.lstrip().lower().startswith("<!doctype html>") else ["it has no doctype"]),
        *([] if html.get("lang") else ["it names no language"]),
        *([] if len(list(page.every("main"))) == 1 else ["it has no <main>, or several"]),
    ]


def _headings(page: Element) -> list[str]:
    headings = [heading.text for heading in page.every("h1")]
    head = next(page.every("head"), Element("head"))
    titles = [title.text for title in head.every("title")]
    if len(headings) != 1 or len(titles) != 1:
        return [f"it has {len(headings)} h1 and {len(titles)} titles"]
    if headings[0] not in titles[0]:
        return [f"its title {titles[0]!r} doesn't say its heading {headings[0]!r}"]
    return []


def _unlabelled(page: Element) -> list[str]:
    labelled = {label.get("for") for label in page.every("label")}
    wrapped = {id(field) for label in page.every("label") for field in label.every(*FIELDS)}
    return [
        f"the field {field.get('name')!r} has no label"
        for field in page.every(*FIELDS)
        if field.get("type") not in WITHOUT_LABEL
        and field.get("id") not in labelled
        and id(field) not in wrapped
        and not field.get("aria-label")
        and not field.get("aria-labelledby")
    ]


def _open_forms(page: Element) -> list[str]:
    return [
        f"the form {form.get('action') or 'of this page'!r} has no CSRF token"
        for form in page.every("form")
        if form.get("method").lower() == "post"
        and not any(field.get("name") == "csrf_token" and field.get("value") for field in form.every("input"))
    ]


def _inline(page: Element) -> list[str]:
    return [
        f"<{element.tag}> holds inline style or script, which the browser refuses"
        for element in page.every()
        if element.tag == "style"
        or (element.tag == "script" and not element.get("src"))
        or "style" in element.attributes
        or any(name.startswith("on") for name in element.attributes)
        or element.get("href").lower().startswith("javascript:")
    ]


def _unnamed(page: Element) -> list[str]:
    pictures = [image.get("src") for image in page.every("img") if "alt" not in image.attributes]
    silent = [
        element.tag
        for element in page.every("a", "button")
        if not element.text
        and not element.get("aria-label")
        and not any(image.get("alt") for image in element.every("img"))
        and not any(title.text for title in element.every("title"))
    ]
    return [*(f"{image} has no alt" for image in pictures), *(f"a <{tag}> has no name" for tag in silent)]


def _repeated_ids(page: Element) -> list[str]:
    ids = Counter(element.get("id") for element in page.every() if element.get("id"))
    return [f"the id {name!r} stands {times} times" for name, times in sorted(ids.items()) if times > 1]
