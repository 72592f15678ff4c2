"""What the mail door does when something happens elsewhere."""

from __future__ import annotations

from tuki.channels.email import address_book
from tuki.channels.email.outgoing import followers as _mail_out  # noqa: F401  registers the followers of mail out
from tuki.kernel.events import Recorded
from tuki.kernel.followers import follows_inside
from tuki.people.events import DepartmentAdded, DepartmentAddressesChanged, DepartmentChanged


@follows_inside(DepartmentAdded, DepartmentChanged, DepartmentAddressesChanged)
def forget_addresses(entry: Recorded) -> None:
    """Reads the desk's addresses anew in this process at once, in others within two seconds. Twice is harmless."""
    address_book.forget()
