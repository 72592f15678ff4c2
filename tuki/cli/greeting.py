"""What the web process says when pages can be had for the first time: to its parent, and to the person there."""

from __future__ import annotations

import os

from django.conf import settings

from tuki.setup.first_run import fresh_link, is_needed


def greet(ready: int | None) -> None:
    """Tells the parent on the descriptor `ready`, and the person where to go; silent when there is no parent."""
    if ready is None:
        return
    os.write(ready, b"1")
    os.close(ready)
    print(f"Tuki serves {settings.BASE_URL}", flush=True)  # noqa: T201  this is for a person at the terminal
    if is_needed():
        print(f"Begin here, once: {fresh_link()}", flush=True)  # noqa: T201
