"""The Jinja2 environment of every page: escaping on, translation in, and what templates may call."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.template import engines
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, Template
from markupsafe import Markup

from tuki.ui.formats import FILTERS, ago_templates
from tuki.ui.icons import file_icon, icon
from tuki.ui.kept import Keep, kept, translated
from tuki.ui.keys import KEYS

MOST_PATHS = 5000


class OneModule(Template):
    """A template whose macros are made once: ours see nothing but their arguments and the environment's globals.

    Jinja2 would look at each import whether the importing template was given globals of its own; none ever is.
    """

    def _get_default_module(self, ctx: Any = None) -> Any:
        return super()._get_default_module()


def environment(**options: Any) -> Environment:
    """Made by Django's Jinja2 backend (`OPTIONS.environment`); autoescape is on by its default."""
    options["autoescape"] = True
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options.setdefault("extensions", ["jinja2.ext.i18n", "jinja2.ext.do", Keep])
    made = Environment(**options)  # noqa: S701 - autoescape is set above
    made.template_class = OneModule
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals |= {
        "_": translated,
        "gettext": translated,
        "kept": kept,
        "static": static,
        "url": url,
        "icon": icon,
        "file_icon": file_icon,
        "ago_templates": ago_templates,
        "all_keys": KEYS,
        "language": get_language,
        "right_to_left": get_language_bidi,
        "zone_name": timezone.get_current_timezone_name,
    }
    made.filters |= FILTERS
    return made


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a named URL: `url("desk:ticket", "ACME-1042")`; those asked for lately are remembered."""
    return _path(get_script_prefix(), name, args, *kwargs.items())


@lru_cache(maxsize=MOST_PATHS)
def _path(_prefix: str, name: str, args: tuple[Any, ...], *kwargs: tuple[str, Any]) -> str:
    """All paths begin with the prefix, so it is a part of the key."""
    return reverse(name, args=args, kwargs=dict(kwargs))


@lru_cache(maxsize=64)
def macro(template: str, name: str) -> Callable[..., Markup]:
    """A macro for drawing from Python, such as `macro("ui/ticket_row.html", "one_row")`; it knows no request."""
    made = engines["jinja2"].env.get_template(template)  # type: ignore[attr-defined]  # the backend is Jinja2's
    drawing: Callable[..., Markup] = getattr(made.module, name)
    return drawing
