"""Listeners: mail comes in by LMTP (RFC 2033) and SMTP (RFC 5321), and is answered 250 only when it is on disk.

Words: *delivery* (one mail with its envelope), *group* (deliveries of a few milliseconds that share one
transaction), *flood* (more from one sender than the desk takes at once).
Never: relays, reads a mail further than its header, answers 250 or 5xx when something of ours is broken.
"""

from tuki.channels.email.listeners.running import Listeners, start

__all__ = ["Listeners", "start"]
