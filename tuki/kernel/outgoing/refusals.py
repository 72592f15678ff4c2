"""Why a connection was not made, or did not work."""


class OutgoingRefused(Exception):
    """Refused before connecting. `code`: `address` (not a plain http or https address), `scheme`, `userinfo`,
    `host` (a name for this machine, or a number in disguise), `port`, `private_address`, `header`, `method`,
    `redirects` (more than allowed) or `downgrade` (a redirect from https to http)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OutgoingFailed(Exception):
    """Tried and failed. `code`: `dns`, `connect`, `tls`, `timeout`, `too_large`, `protocol` or `encoding`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
