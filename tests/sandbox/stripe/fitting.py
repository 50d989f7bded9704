"""JSON held against the classes that the stripe library declares for it."""

from __future__ import annotations

import inspect
import types
import typing
from decimal import Decimal
from typing import Any, Literal, Union

import stripe


def misfits(value: Any, hint: Any, path: str) -> list[str]:
    """Where a value strays from the library's declaration, by path."""
    options = parts_of(hint)
    if value is None:
        return [] if type(None) in options else [f"{path} is null"]
    if isinstance(value, bool | int):
        return [] if type(value) in options else [f"{path} is a {type(value).__name__}"]
    if isinstance(value, str):
        texts = str in options or Decimal in options  # the library makes decimals of texts
        return [] if texts or value in choices_of(options) else [f"{path} is {value}"]
    if isinstance(value, list):
        return misfits_of_list(value, options, path)
    return misfits_of_object(value, options, path)


def parts_of(hint: Any) -> list[Any]:
    """The alternatives of a declared type, names resolved where the library exports them."""
    if isinstance(hint, typing.ForwardRef):
        return [getattr(stripe, hint.__forward_arg__, object)]
    if typing.get_origin(hint) in (Union, types.UnionType):
        return [part for each in typing.get_args(hint) for part in parts_of(each)]
    return [hint]


def choices_of(options: list[Any]) -> list[str]:
    """The texts that a declared type allows."""
    return [text for each in options if typing.get_origin(each) is Literal for text in typing.get_args(each)]


def misfits_of_list(value: list[Any], options: list[Any], path: str) -> list[str]:
    """What strays in a list's items."""
    lists = [each for each in options if typing.get_origin(each) is list]
    if not lists:
        return [f"{path} is a list"]
    (item,) = typing.get_args(lists[0])
    return [each for index, one in enumerate(value) for each in misfits(one, item, f"{path}[{index}]")]


def misfits_of_object(value: dict[str, Any], options: list[Any], path: str) -> list[str]:
    """What strays in an object: names that the class doesn't have, names it must have, and values inside."""
    classes = [each for each in options if inspect.isclass(each) and issubclass(each, stripe.StripeObject)]
    if any("UntypedStripeObject" in str(each) or "ListObject" in str(each) for each in options):
        return []
    if not classes:
        return [f"{path} is an object"]
    declared = next((each for each in classes if known(each).keys() >= value.keys()), classes[0])
    hints = known(declared)
    found = [f"{path}.{name} is unknown" for name in value if name not in hints]
    needed = [name for name, hint in hints.items() if type(None) not in parts_of(hint)]
    found += [f"{path}.{name} is missing" for name in needed if name not in value]
    for name in value.keys() & hints.keys():
        found += misfits(value[name], hints[name], f"{path}.{name}")
    return found


def known(declared: type) -> dict[str, Any]:
    """The fields that a class of the library declares."""
    return {name: hint for name, hint in inspect.get_annotations(declared).items() if name != "OBJECT_NAME"}
