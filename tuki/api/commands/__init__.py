"""The one writer of this room: it joins what a request does, and remembers the answer."""
