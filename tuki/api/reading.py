"""What a request says: query and body as typed structures, or a refusal that names the place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from tuki.api.refusals import Malformed, Misnamed, TooLarge, WrongType
from tuki.kernel.refusals import Invalid
from tuki.search.query.nearest import nearest

T = TypeVar("T", bound=msgspec.Struct)

LARGEST_BODY_BYTES = 30 * 1024 * 1024
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
# A backslash before `u0000` that is not itself escaped: PostgreSQL keeps no such character.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """No parameters and no body."""


def read_query(request: HttpRequest, type_: type[T]) -> T:
    """The parameters of the address. Refuses `unknown_parameter`, `unknown_filter_value` where a parameter takes one of
    a few words, and `malformed` for values that make no sense."""
    if not request.META.get("QUERY_STRING"):
        return msgspec.convert({}, type_)
    known = _fields(type_)
    values: dict[str, Any] = {}
    for name, given in request.GET.lists():
        if name not in known:
            raise Misnamed.parameter(name, known)
        if "\0" in "".join(given) or (len(given) > 1 and not known[name]):
            raise Malformed("invalid", field=name)
        values[name] = given if known[name] else given[0]
    for name, choices in _choices(type_).items():
        for value in set(request.GET.getlist(name)) - set(choices):
            raise Misnamed.value(name, value, nearest(value, choices))
    try:
        return msgspec.convert(values, type_, strict=False)
    except msgspec.ValidationError as error:
        raise malformed(error) from None


def read_json(request: HttpRequest, type_: type[T]) -> T:
    """The body. Refuses `wrong_type`, `too_large`, and `malformed` with the place."""
    if type_ is Nothing and not _has_body(request):
        return type_()
    if request.content_type != "application/json" or "HTTP_CONTENT_ENCODING" in request.META:
        raise WrongType("application/json")
    body = _bytes(request)
    try:
        found = _decoder(type_).decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise malformed(error) from None
    if _NUL.search(body):
        raise Malformed("malformed", reason="U+0000 is no text")
    return found


def read_json_or_query(request: HttpRequest, type_: type[T]) -> T:
    """For DELETE, whose body has no defined meaning (RFC 9110, 9.3.5): the same fields as parameters or as a body."""
    return read_json(request, type_) if _has_body(request) else read_query(request, type_)


def _has_body(request: HttpRequest) -> bool:
    """Whether anything was sent; many programs say of an empty body that it is 0 long."""
    return request.META.get("CONTENT_LENGTH") not in (None, "", "0")


def malformed(error: Exception) -> Invalid:
    """What a decoder says, as a refusal."""
    text = str(error) or type(error).__name__
    place = _PLACE.search(text) or _UNKNOWN.search(text)
    return Malformed("malformed", field=place[1] if place else None, reason=text)


def _bytes(request: HttpRequest) -> bytes:
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY_BYTES:
            raise TooLarge(LARGEST_BODY_BYTES)
        return request.body
    except RequestDataTooBig:
        raise TooLarge(LARGEST_BODY_BYTES) from None
    except (UnreadablePostError, ValueError):
        raise Malformed("malformed", reason="the body ended early") from None


@lru_cache(maxsize=256)
def _decoder(type_: type[T]) -> msgspec.json.Decoder[T]:
    return msgspec.json.Decoder(type_)


@lru_cache(maxsize=256)
def _fields(type_: type[msgspec.Struct]) -> dict[str, bool]:
    """The names of a structure's fields, and whether each is a list, so that it may come several times."""
    return {name: get_origin(hint) is list for name, hint in get_type_hints(type_).items()}


@lru_cache(maxsize=256)
def _choices(type_: type[msgspec.Struct]) -> dict[str, tuple[str, ...]]:
    """The fields of a structure that take one of a few words, with these; of a list each value is one."""
    hints = get_type_hints(type_).items()
    each = {name: get_args(hint)[0] if get_origin(hint) is list else hint for name, hint in hints}
    return {name: get_args(hint) for name, hint in each.items() if get_origin(hint) is Literal}
