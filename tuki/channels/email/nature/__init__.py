"""What kind of mail this is: from a person, or from a machine, and whether the desk may answer it by itself.

Words: *nature* (kind, reasons, may_answer), *bounce* (a report that mail could not be delivered, RFC 3464 or
any older form), *delay* (not yet delivered), *complaint* (RFC 5965), *report* (any other machine report).
Pure functions over headers and text: no database, no clock, no network. Never decides what a ticket becomes.
"""

from .bounce import Bounce, FailedRecipient, read_bounce
from .complaint import Complaint, read_complaint
from .loops import MOST_HOPS, too_many_hops
from .nature import Kind, Nature, confirmed_by, nature_of

__all__ = [
    "MOST_HOPS",
    "Bounce",
    "Complaint",
    "FailedRecipient",
    "Kind",
    "Nature",
    "confirmed_by",
    "nature_of",
    "read_bounce",
    "read_complaint",
    "too_many_hops",
]
