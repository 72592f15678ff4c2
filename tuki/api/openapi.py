"""The description of the API (OpenAPI 3.1): django-ninja gives the paths, msgspec the structures."""

from __future__ import annotations

from typing import Any

import msgspec

REF = "#/components/schemas/{name}"
PROBLEM = "application/problem+json"


class Problem(msgspec.Struct):
    """A refusal (RFC 9457). `code` is for programs and stays the same; `detail` is for people, in their language.

    `near` is the parameter or value that was probably meant instead of one that there is not."""

    code: str
    title: str
    detail: str
    status: int
    field: str | None = None
    near: str | None = None


def described(offer: Any) -> dict[str, Any]:
    """What one route adds to its path: parameters, body, answer, problems, the scope it needs."""
    found: dict[str, Any] = {"responses": {offer.status: _answer(offer.answer), "default": _problem()}}
    if offer.scope:
        found["x-scope"] = offer.scope
    fields = _properties(offer.given)
    if offer.method in ("GET", "DELETE"):
        found["parameters"] = [_parameter(name, *each) for name, each in fields.items()]
    elif fields:
        found["requestBody"] = {"required": True, "content": _body(offer)}
    if offer.method == "POST":
        schema = {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"}
        found["parameters"] = [{"in": "header", "name": "Idempotency-Key", "required": False, "schema": schema}]
    return found


def components(structs: list[Any]) -> dict[str, Any]:
    """The schemas of all structures by their names."""
    types = [each for each in structs if not isinstance(each, str)]
    return msgspec.json.schema_components([*types, Problem], ref_template=REF)[1]


def _properties(struct: Any) -> dict[str, tuple[dict[str, Any], bool]]:
    """The fields of a structure: each with its schema and whether it is required."""
    (_ref,), found = msgspec.json.schema_components([struct], ref_template=REF)
    schema = found[struct.__name__]
    required = schema.get("required", [])
    return {name: (each, name in required) for name, each in schema["properties"].items()}


def _parameter(name: str, schema: dict[str, Any], is_required: bool) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": is_required, "schema": schema}


def _body(offer: Any) -> dict[str, Any]:
    media_type = getattr(offer.read, "media_type", "application/json")
    schema: dict[str, Any]
    if media_type == "multipart/form-data":
        schema = _form(getattr(offer.read, "fields", None))
    else:
        schema = {"$ref": REF.format(name=offer.given.__name__)}
    return {media_type: {"schema": schema}}


def _form(fields: Any) -> dict[str, Any]:
    """A form with one file, and fields beside it."""
    beside = _properties(fields) if fields else {}
    return {
        "type": "object",
        "properties": {"file": {"type": "string", "format": "binary"}}
        | {name: each for name, (each, _) in beside.items()},
        "required": ["file", *(name for name, (_, is_required) in beside.items() if is_required)],
    }


def _answer(answer: Any) -> dict[str, Any]:
    if answer is None:
        return {"description": "Done"}
    if isinstance(answer, str):
        return {"description": "The bytes", "content": {answer: {"schema": {"type": "string", "format": "binary"}}}}
    (schema,), _ = msgspec.json.schema_components([answer], ref_template=REF)
    return {"description": "Done", "content": {"application/json": {"schema": schema}}}


def _problem() -> dict[str, Any]:
    return {"description": "Refused", "content": {PROBLEM: {"schema": {"$ref": REF.format(name="Problem")}}}}
