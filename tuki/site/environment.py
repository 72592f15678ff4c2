"""What the environment says: each setting with a default that works, and a refusal that names it."""

from __future__ import annotations

import os
import ssl
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tuki.kernel.numerals import whole_number

CHECKOUT = Path(__file__).resolve().parents[2]
WITHOUT_JIT = "-c jit=off"  # compiling plans costs more than it saves on questions as short as the desk's
PREPARED_AFTER = 5  # a statement asked so often is planned once for each connection to PostgreSQL


class WrongSetting(SystemExit):
    """A setting makes no sense; starting is refused with its name (exit code 78, EX_CONFIG of sysexits)."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(78)
        self.message = f"{name}: {reason}"

    def __str__(self) -> str:
        return self.message


def home() -> Path:
    """`TUKI_HOME`: the folder with all data; `./var` in a checkout, else `~/tuki`."""
    given = os.environ.get("TUKI_HOME")
    if given:
        folder = Path(given).expanduser().resolve()
    else:
        folder = CHECKOUT / "var" if (CHECKOUT / "pyproject.toml").exists() else Path.home() / "tuki"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting("TUKI_HOME", f"{folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise WrongSetting("TUKI_HOME", f"{folder} cannot be written to")
    return folder


def database(folder: Path) -> dict[str, Any]:
    """`TUKI_DATABASE_URL`: `postgres://user:password@host:port/name`; without it SQLite in the home."""
    address = os.environ.get("TUKI_DATABASE_URL", "")
    if not address:
        return _sqlite(folder / "tuki.sqlite3")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise WrongSetting("TUKI_DATABASE_URL", f"makes no sense: {error}") from error
    if parts.scheme not in ("postgres", "postgresql"):
        raise WrongSetting("TUKI_DATABASE_URL", "must begin with postgres://, or be left out for SQLite")
    if not parts.path.strip("/"):
        raise WrongSetting("TUKI_DATABASE_URL", "names no database: postgres://user:password@host:port/name")
    query = dict(each.split("=", 1) for each in parts.query.split("&") if "=" in each)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host") or parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"prepare_threshold": PREPARED_AFTER, "options": WITHOUT_JIT},
        "TEST": {"NAME": f"test_{unquote(parts.path.strip('/'))}"},
    }


def base_url() -> str:
    """`TUKI_BASE_URL`: how the desk is reached from outside, without a slash at the end."""
    address = os.environ.get("TUKI_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    try:
        parts = urlsplit(address)
        is_plain = parts.port != 0 and not parts.path and not parts.query
    except ValueError as error:
        raise WrongSetting("TUKI_BASE_URL", f"makes no sense: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_plain:
        raise WrongSetting("TUKI_BASE_URL", "must look like https://desk.example.org")
    return address


def trusted_proxies() -> list[str]:
    """`TUKI_TRUSTED_PROXIES`: networks whose `X-Forwarded-For` is believed, with commas; none by default."""
    listed = [each.strip() for each in os.environ.get("TUKI_TRUSTED_PROXIES", "").split(",") if each.strip()]
    for each in listed:
        try:
            ip_network(each, strict=False)
        except ValueError as error:
            raise WrongSetting("TUKI_TRUSTED_PROXIES", f"{each} is no address or network") from error
    return listed


def mail_certificate() -> tuple[str, str] | None:
    """`TUKI_MAIL_CERTIFICATE` and `TUKI_MAIL_KEY`: PEM files with which the mail listeners offer STARTTLS."""
    chain, key = os.environ.get("TUKI_MAIL_CERTIFICATE", ""), os.environ.get("TUKI_MAIL_KEY", "")
    if not chain and not key:
        return None
    for name, path in (("TUKI_MAIL_CERTIFICATE", chain), ("TUKI_MAIL_KEY", key)):
        if not path:
            raise WrongSetting(name, "is missing: certificate and key go together")
        try:
            Path(path).read_bytes()
        except OSError as error:
            raise WrongSetting(name, f"{path} cannot be read: {error.strerror}") from error
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
    except ssl.SSLError as error:
        words = f"{chain} and TUKI_MAIL_KEY {key} do not fit together: {error.reason or error}"
        raise WrongSetting("TUKI_MAIL_CERTIFICATE", words) from error
    return chain, key


def requests_per_minute() -> int:
    """`TUKI_API_REQUESTS_PER_MINUTE`: what one token may ask of one web process; 0 for no limit."""
    given = os.environ.get("TUKI_API_REQUESTS_PER_MINUTE", "6000")
    found = whole_number(given, most=999_999_999)
    if found is None:
        raise WrongSetting("TUKI_API_REQUESTS_PER_MINUTE", "must be a whole number, 0 for no limit")
    return found


def log_form() -> str:
    """`TUKI_LOG`: `text` for people, `json` for programs."""
    form = os.environ.get("TUKI_LOG", "text")
    if form not in ("text", "json"):
        raise WrongSetting("TUKI_LOG", "must be text or json")
    return form


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "tuki.kernel.database.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA mmap_size=268435456;PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-16000;"
                "PRAGMA wal_autocheckpoint=4000"
            ),
        },
        "TEST": {"NAME": path.with_name("test.sqlite3")},
    }
