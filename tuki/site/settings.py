"""Django settings. What an operator may change comes from the environment (see `environment.py`)."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from tuki.site import environment, logs, named

named.refuse_misspelt(os.environ)
HOME = environment.home()
FILES_DIR = HOME / "files"
SECRET_KEY_FILE = os.environ.get("TUKI_SECRET_KEY_FILE") or str(HOME / "secret.key")
BASE_URL = environment.base_url()
SMTP_URL = os.environ.get("TUKI_SMTP_URL", "")

DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("nb", "Norsk bokmål"), ("fi", "Suomi")]
LOCALE_PATHS = [environment.CHECKOUT / "tuki" / "locale"]

DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Django signs only its CSRF token with this; everything of ours is signed by the keyring in kernel/secrets.py.
from tuki.kernel.secrets import Keyring  # noqa: E402  the key's place is known only now

SECRET_KEY = Keyring.from_file(SECRET_KEY_FILE).derive("django").hex()

INSTALLED_APPS = [
    "tuki.kernel",
    "tuki.people",
    "tuki.catalogue",
    "tuki.tickets",
    "tuki.assignment",
    "tuki.sla",
    "tuki.search",
    "tuki.channels.email",
    "tuki.automation",
    "tuki.live",
    "tuki.imports",
    "tuki.setup",
    "tuki.operations",
    "tuki.ui",
    "tuki.desk",
    "tuki.portal",
    "tuki.api",
    "tuki.cli",
    "django.contrib.staticfiles",
]

ROOT_URLCONF = "tuki.site.urls"
WSGI_APPLICATION = "tuki.site.wsgi.application"
APPEND_SLASH = False

MIDDLEWARE = [
    "tuki.ui.headers.SecurityHeaders",
    "tuki.ui.compression.CompressedPages",
    "tuki.people.signin.middleware.SignIn",
    "tuki.ui.language.ReaderLanguage",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tuki.ui.refusals.RefusalPages",
]

TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "tuki.ui.form_tokens.Pages",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "tuki.ui.jinja.environment"},
    },
]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files are kept by kernel/files.py
    "staticfiles": {"BACKEND": "tuki.ui.static_storage.HashedFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

_outside = urlsplit(BASE_URL)
ALLOWED_HOSTS = [_outside.hostname or "", "127.0.0.1", "localhost", "[::1]", "testserver"]
IS_SECURE = _outside.scheme == "https"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_COOKIE_NAME = "__Host-tuki-csrf" if IS_SECURE else "tuki-csrf"
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tuki.ui.refusals.csrf_failed"
MAIL_CERTIFICATE = environment.mail_certificate()
API_REQUESTS_PER_MINUTE = environment.requests_per_minute()
TRUSTED_PROXIES = environment.trusted_proxies()
SESSION_COOKIE_NAME = "__Host-tuki" if IS_SECURE else "tuki"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING_CONFIG = None
logs.configure(environment.log_form())
named.tell_unknown(os.environ)
