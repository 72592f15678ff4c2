"""Which open tickets a priority matrix decides about, and what it would change."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from tuki.catalogue.priorities import MatrixDefinition
from tuki.catalogue.queries import kept_matrices
from tuki.tickets.models import Reprioritising, Ticket


def follows_matrix(brand_id: int | None) -> QuerySet[Ticket]:
    """Open tickets whose priority the brand's matrix gives, or the desk's for brands without their own; not those
    whose priority was overridden, nor what lies in the trash. For the product itself: hides nothing."""
    own = [each for each in kept_matrices() if each is not None]
    brands = ~Q(brand_id__in=own) if brand_id is None else Q(brand_id=brand_id)
    return Ticket.objects.filter(brands, is_open=True, trashed_at=None, priority_reason="")


def would_change_count(matrix: MatrixDefinition, brand_id: int | None) -> int:
    """How many open tickets would have another priority under this matrix. One query."""
    groups = follows_matrix(brand_id).order_by().values_list("urgency", "impact", "priority")
    return sum(
        count
        for urgency, impact, priority, count in groups.annotate(count=Count("id"))
        if matrix.priority_of(urgency, impact) != priority
    )


def latest_run(brand_id: int | None) -> Reprioritising | None:
    """The newest run of the scope, finished or not."""
    return Reprioritising.objects.filter(brand_id=brand_id).order_by("-id").first()
