"""Reads Stripe's form encoding and holds it against the parameter types that the stripe library declares.

So a parameter that the library doesn't know is refused here as Stripe refuses it, without a hand-kept list.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal, Union

from sandbox.stripe.errors import StripeRefusal, invalid, missing_parameter, unknown_parameter

Tree = dict[str, Any]


def decode(pairs: Iterable[tuple[str, str]]) -> Tree:
    """The nested values of a form: `a[b][0]=x` is `{"a": {"b": {"0": "x"}}}`; a list is known by its type later."""
    tree: Tree = {}
    for name, value in pairs:
        *branches, leaf = _segments(name)
        node = tree
        for branch in branches:
            child = node.setdefault(branch, {})
            if not isinstance(child, dict):
                raise invalid(f"Invalid object: {name}", param=name, executed=False)
            node = child
        node[leaf or str(len(node))] = value
    return tree


def _segments(name: str) -> list[str]:
    head, _, rest = name.partition("[")
    if not rest:
        return [head]
    return [head, *rest.removesuffix("]").split("][")]


def check(values: Tree, expected: type, *, path: str = "") -> Tree:
    """The values of one request (or one object in it), typed; raises Stripe's refusal at the first misfit."""
    known = _fields(expected)
    for name in values:
        if name not in known:
            raise unknown_parameter(_inside(path, name))
    for name in sorted(typing.cast("Any", expected).__required_keys__):
        if name in known and name not in values:
            raise missing_parameter(_inside(path, name))
    return {name: _checked(value, known[name], _inside(path, name)) for name, value in values.items()}


@functools.cache
def _fields(expected: type) -> dict[str, Any]:
    """The names and types of an endpoint's parameters, without the library's own request options."""
    from stripe import RequestOptions

    options = set(RequestOptions.__annotations__)
    own = {name: hint for name, hint in expected.__annotations__.items() if name not in options}
    return typing.get_type_hints(type("Own", (), {"__annotations__": own, "__module__": expected.__module__}))


def _inside(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _checked(value: Any, expected: Any, path: str) -> Any:
    alternatives = _alternatives(expected)
    if isinstance(value, dict):
        return _checked_branch(value, alternatives, path)
    return _checked_leaf(value, alternatives, path)


def _alternatives(expected: Any) -> list[Any]:
    if typing.get_origin(expected) in (Union, types.UnionType):
        return [each for part in typing.get_args(expected) for each in _alternatives(part)]
    return [expected]


def _checked_branch(value: Tree, alternatives: list[Any], path: str) -> Any:
    for each in alternatives:
        if hasattr(each, "__required_keys__"):
            return check(value, each, path=path)
        if typing.get_origin(each) is list:
            (item,) = typing.get_args(each)
            return [_checked(value[index], item, _inside(path, index)) for index in _indices(value, path)]
        if typing.get_origin(each) is dict:
            return _checked_map(value, path)
    raise invalid(f"Invalid string: {value}", param=path, executed=False)


def _indices(value: Tree, path: str) -> list[str]:
    if not all(index.isascii() and index.isdigit() for index in value):
        raise invalid(f"Invalid array: {path}", param=path, executed=False)
    return sorted(value, key=int)


def _checked_map(value: Tree, path: str) -> dict[str, str]:
    """Metadata: at most fifty keys of forty characters with texts of five hundred."""
    if len(value) > 50:
        raise invalid("Metadata can have up to 50 keys.", param=path, executed=False)
    for key, text in value.items():
        if not isinstance(text, str):
            raise invalid(f"Invalid string: {text}", param=_inside(path, key), executed=False)
        if len(key) > 40:
            raise invalid("Metadata keys can be at most 40 characters.", param=path, executed=False)
        if len(text) > 500:
            message = f"Metadata values can have up to 500 characters. You passed {len(text)} for {key}."
            raise invalid(message, param=_inside(path, key), executed=False)
    return {key: text for key, text in value.items() if text}


def _checked_leaf(value: str, alternatives: list[Any], path: str) -> Any:
    choices = [choice for each in alternatives for choice in _choices(each)]
    if value in choices:
        return value
    if value == "":
        raise _empty(path)
    if bool in alternatives and value in ("true", "false"):
        return value == "true"
    if int in alternatives:
        return _integer(value, path)
    if Decimal in alternatives or float in alternatives:
        return value
    if any(choices):
        raise _not_a_choice([choice for choice in choices if choice], path)
    if str in alternatives or Any in alternatives:
        return value
    raise _wrong_kind(value, alternatives, path)


def _choices(each: Any) -> list[Any]:
    return list(typing.get_args(each)) if typing.get_origin(each) is Literal else []


def _integer(value: str, path: str) -> int:
    digits = value.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 15:
        raise invalid(
            f"Invalid integer: {value}", param=path, code="parameter_invalid_integer", executed=False
        )
    return int(value)


def _empty(path: str) -> StripeRefusal:
    message = (
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset a parameter; "
        f"however '{path}' cannot be unset. You should remove '{path}' from your request or supply a non-empty "
        "value."
    )
    return invalid(message, param=path, code="parameter_invalid_empty", executed=False)


def _not_a_choice(choices: list[str], path: str) -> StripeRefusal:
    listed = ", ".join(choices[:-1]) + f", or {choices[-1]}" if len(choices) > 1 else choices[0]
    return invalid(f"Invalid {path}: must be one of {listed}", param=path, executed=False)


def _wrong_kind(value: str, alternatives: list[Any], path: str) -> StripeRefusal:
    if bool in alternatives:
        return invalid(f"Invalid boolean: {value}", param=path, executed=False)
    if any(typing.get_origin(each) is list for each in alternatives):
        return invalid("Invalid array", param=path, executed=False)
    return invalid("Invalid object", param=path, executed=False)
