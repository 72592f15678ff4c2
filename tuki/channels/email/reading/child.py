"""The guarded process: reads mails from standard input, answers on standard output, ends with the pipe.

Started by `Reader` as `python -m tuki.channels.email.reading.child MEMORY_BYTES CPU_SECONDS`.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable

import msgspec

from tuki.channels.email.reading import frames
from tuki.channels.email.reading.reader import read_mail


def main(memory_bytes: int, cpu_seconds: int, read: Callable[[bytes], object] = read_mail) -> None:
    """Answer mail after mail with `read` under limits of memory and of CPU time per mail, until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to end
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    encoder = msgspec.msgpack.Encoder()
    while header := source.read(frames.HEADER.size):
        _, length = frames.HEADER.unpack(header)
        _limit_cpu(cpu_seconds)
        try:
            kind, answer = _answer(read, source.read(length), encoder)
        except MemoryError:
            os._exit(frames.EXIT_NO_MEMORY)  # at once: the parent may still be writing
        target.write(frames.frame_header(kind, len(answer)))
        target.write(answer)
        target.flush()


def _limit_cpu(seconds: int) -> None:
    """Allow that much CPU time from now on; the kernel ends the process past it (SIGXCPU)."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, hard))


def _answer(read: Callable[[bytes], object], raw: bytes, encoder: msgspec.msgpack.Encoder) -> tuple[bytes, bytes]:
    try:
        return frames.MAIL, encoder.encode(read(raw))
    except MemoryError:
        raise
    except Exception:  # told to the parent, which decides
        return frames.BROKEN, b""


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
