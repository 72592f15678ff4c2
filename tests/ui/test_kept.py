"""What was drawn before is drawn again only for the same arguments, language and zone."""

from __future__ import annotations

from django.utils import timezone, translation
from markupsafe import Markup

from tuki.ui.kept import kept, translated


def test_a_macro_draws_once_for_equal_arguments():
    drawn = []

    def draw(word):
        drawn.append(word)
        return Markup("<b>{}</b>").format(word)

    assert [kept(draw, "a"), kept(draw, "a"), kept(draw, "b")] == ["<b>a</b>", "<b>a</b>", "<b>b</b>"]
    with translation.override("ru"):
        kept(draw, "a")
    with timezone.override("Europe/Oslo"):
        kept(draw, "a")
    assert drawn == ["a", "b", "a", "a"]


def test_what_cannot_be_a_key_is_drawn_each_time():
    assert kept(lambda words: Markup(len(words)), ["a", "b"]) == "2"


def test_variables_of_a_text_are_escaped():
    assert translated("%(name)s is writing", name="<Anna>") == "&lt;Anna&gt; is writing"
    assert translated("50 %% of it") == "50 % of it"
