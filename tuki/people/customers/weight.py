"""Weight of a customer, and the head start that it gives (docs/customer-value.md has the reasons and examples)."""

from __future__ import annotations

import math
from datetime import timedelta

HEAVIEST = 100
MOST_FOR_REVENUE = 20
HEAD_START_PER_POINT = timedelta(minutes=15)


def weight_of(tier_weight: int, revenue_per_month: int | None, *, is_trial: bool) -> int:
    """0 to 100: the tier's weight, and up to 20 points for revenue (5 for each tenfold above 100 a month).

    A trial brings no points for revenue, whatever was promised.
    """
    points = 0
    if revenue_per_month and not is_trial:
        points = min(MOST_FOR_REVENUE, int(5 * math.log10(1 + revenue_per_month / 100)))
    return max(0, min(HEAVIEST, tier_weight + points))


def head_start(weight: int) -> timedelta:
    """By how much longer a customer counts as having waited: 15 minutes a point, so at most 25 hours.

    This is the floor for small customers: nobody is overtaken by one who began to wait more than 25 hours later.
    """
    return weight * HEAD_START_PER_POINT
