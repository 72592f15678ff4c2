"""The priority matrix."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from tuki.api.routes import Routes
from tuki.api.shapes import Code, Input
from tuki.catalogue.commands.matrix import remove_matrix, set_matrix
from tuki.catalogue.priorities import MatrixDefinition
from tuki.catalogue.queries import kept_matrices, matrix_for
from tuki.kernel.actors import Actor
from tuki.kernel.refusals import Invalid, Refused
from tuki.people.models import Brand
from tuki.tickets.queries.seeing import sees_notes

routes = Routes("settings")
READ, WRITE = "settings:read", "settings:write"
Level = Annotated[int, Meta(ge=1, le=4)]
MatrixRow = Annotated[list[Level], Meta(min_length=5, max_length=5)]
Rows = Annotated[list[MatrixRow], Meta(min_length=5, max_length=5)]


class MatrixShape(msgspec.Struct):
    """A row for each urgency (very high … none), in it a priority (1 to 4) for each impact (major … none).

    `is_own`: it was set for this brand, or for the whole desk when none is named.
    """

    brand: str | None
    rows: list[list[int]]
    is_own: bool


class WhichMatrix(Input):
    """`brand`: its code; without it the matrix of the whole desk."""

    brand: Code | None = None


class NewMatrix(WhichMatrix, kw_only=True):
    """Five rows (urgency from very high to none) of five priorities (impact from major to none)."""

    rows: Rows


@routes.get("/priority-matrix", scope=READ, query=WhichMatrix, answer=MatrixShape)
def show_priority_matrix(actor: Actor, query: WhichMatrix) -> MatrixShape:
    """What urgency and impact give. For agents."""
    if not sees_notes(actor):
        raise Refused("not_allowed")
    return _shape(query.brand)


@routes.post("/priority-matrix", scope=WRITE, body=NewMatrix, answer=MatrixShape)
def set_priority_matrix(actor: Actor, body: NewMatrix) -> MatrixShape:
    """Another matrix; open tickets whose priority was not overridden follow it soon after."""
    definition = msgspec.convert({"rows": body.rows}, MatrixDefinition)
    set_matrix(actor, definition=definition, brand_id=_brand_id(body.brand))
    return _shape(body.brand)


@routes.delete("/priority-matrix", scope=WRITE, given=WhichMatrix, answer=MatrixShape)
def follow_matrix_of_desk(actor: Actor, body: WhichMatrix) -> MatrixShape:
    """A brand follows the desk's matrix again."""
    brand_id = _brand_id(body.brand)
    if brand_id is None:
        raise Invalid("required", field="brand")
    remove_matrix(actor, brand_id=brand_id)
    return _shape(body.brand)


def _shape(brand: str | None) -> MatrixShape:
    brand_id = _brand_id(brand)
    rows = [list(row) for row in matrix_for(brand_id).rows]
    return MatrixShape(brand, rows, brand_id in kept_matrices())


def _brand_id(code: str | None) -> int | None:
    if code is None:
        return None
    brand = Brand.objects.filter(code=code).first()
    if brand is None:
        raise Invalid("invalid", field="brand")
    return brand.id
