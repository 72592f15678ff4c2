"""A provider's token endpoint on loopback, in real HTTP: codes with PKCE, refresh tokens used once, introspection
(RFC 7662) for Dovecot."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CLIENT_ID, CLIENT_SECRET = "desk-client", "desk-client-secret"


@dataclass
class TokenEndpoint:
    """`valid` are the access tokens that mail servers accept, `asked` the grants as they came. `code` belongs to
    `challenge` (S256). `refuses` is an error that is answered instead; `status` goes with it."""

    login: str = "box"
    code: str = ""
    challenge: str = ""
    refresh: str = "refresh-0"
    life: object = 3600
    gives_refresh: bool = True
    refuses: str = ""
    status: int = 400
    valid: set[str] = field(default_factory=set)
    asked: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                path = urlsplit(self.path).path
                status, answer = endpoint.introspect(form) if path == "/introspect" else endpoint.give(form)
                content = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Nothing: a test's output is its own."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def give(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        """RFC 6749, 4.1.3 and 6. A refresh token that was used is void, as with providers that rotate them."""
        with self._lock:
            self.asked.append(form)
            if self.refuses:
                return self.status, {"error": self.refuses, "error_description": f"because of {self.refuses}"}
            if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
                return 401, {"error": "invalid_client"}
            if not self._is_good(form):
                return 400, {"error": "invalid_grant"}
            self._count += 1
            self.refresh = f"refresh-{self._count}"
            access = f"access-{self._count}"
            self.valid.add(access)
            answer: dict[str, object] = {"access_token": access, "token_type": "Bearer", "expires_in": self.life}
            return 200, answer | ({"refresh_token": self.refresh} if self.gives_refresh else {})

    def introspect(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        is_active = form.get("token") in self.valid
        return 200, {"active": is_active, "username": self.login} if is_active else {"active": False}

    def _is_good(self, form: dict[str, str]) -> bool:
        if form.get("grant_type") == "refresh_token":
            return form.get("refresh_token") == self.refresh
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return bool(self.code) and form.get("code") == self.code and challenge == self.challenge
