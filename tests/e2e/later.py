"""The due loop as it will run some hours from now: `python -m tests.e2e.later HOURS`, for a desk named by TUKI_HOME."""

from __future__ import annotations

import os
import sys
from datetime import timedelta


def main(hours: str) -> None:
    """Tells what will be due then, within this process alone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuki.site.settings")
    import django

    django.setup()
    from tuki.kernel import clock
    from tuki.kernel.actors import system
    from tuki.sla.clocks.telling import tell_portion

    with clock.at(clock.now() + timedelta(hours=int(hours))):
        tell_portion(system("later"))


if __name__ == "__main__":
    main(*sys.argv[1:])
