"""What working time refuses to compute."""

from __future__ import annotations


class WorktimeError(ValueError):
    """Something that has no sensible answer. `code` names it, `field` where it stands, `value` what stands there.

    Codes of reading: bad_zone, bad_weekday, bad_date, bad_time, bad_interval, bad_moment, too_many_intervals,
    too_many_dates; of computing: no_offset, out_of_range, bad_minutes, bad_days, bad_pause, no_hours, too_far,
    too_long.
    """

    def __init__(self, code: str, *, field: str = "", value: object = "") -> None:
        super().__init__(f"{code}: {field} {value!r}".replace(":  ''", ""))
        self.code, self.field, self.value = code, field, value
