"""Names → addresses, within a time limit."""

import queue
import socket
import threading
import time
from collections.abc import Callable, Sequence

from tuki.kernel.outgoing.refusals import OutgoingFailed

# Host and port → addresses as text. Raises OSError when there are none.
Resolver = Callable[[str, int], Sequence[str]]


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses the operating system knows for `host`, in its order of preference (RFC 6724)."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def resolve(resolver: Resolver, host: str, port: int, deadline: float) -> Sequence[str]:
    """Ask `resolver` once; OutgoingFailed(`dns`) without an answer, (`timeout`) after `deadline`
    (monotonic)."""
    answers: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    # The system's look-up cannot be interrupted: a thread waits for it, the caller only until the deadline.
    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty as error:
        raise OutgoingFailed("timeout") from error
    if isinstance(answer, OSError):
        raise OutgoingFailed("dns") from answer
    if not answer:
        raise OutgoingFailed("dns")
    return answer
