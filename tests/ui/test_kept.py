"""What was drawn before is drawn again only when what it shows, its words of time, language or zone differ."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.middleware import csrf
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from markupsafe import Markup

from tuki.people.models import Person, Session
from tuki.ui.form_tokens import FIELD, SEAL, token_for
from tuki.ui.formats import ago
from tuki.ui.kept import Piece, Pieces, content_of, kept, kept_bytes, translated

NOON = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)


class Drawing:
    """Draws a word and remembers that it did."""

    def __init__(self):
        self.words = []

    def __call__(self, word):
        self.words.append(word)
        return Markup("<b>{}</b>").format(word)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock by which pages say how long ago something was."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def test_a_macro_draws_once_for_equal_arguments():
    drawing = Drawing()
    assert [kept(drawing, "a"), kept(drawing, "a"), kept(drawing, "b")] == ["<b>a</b>", "<b>a</b>", "<b>b</b>"]
    with translation.override("ru"):
        kept(drawing, "a")
    with timezone.override("Europe/Oslo"):
        kept(drawing, "a")
    assert drawing.words == ["a", "b", "a", "a"]


def test_many_of_one_kind_are_kept_one_by_one():
    drawing = Drawing()
    assert kept_bytes(drawing, [("a",), ("b",), ("a",)]) == [b"<b>a</b>", b"<b>b</b>", b"<b>a</b>"]
    assert drawing.words == ["a", "b"]


def test_tokens_are_masked_anew_as_djangos_check_reads_them():
    request = RequestFactory().get("/")
    request.META["CSRF_COOKIE"] = secret = get_random_string(32)
    tokens = [token_for(request) for _ in range(200)]
    assert len(set(tokens)) == 200
    assert {csrf._unmask_cipher_token(each) for each in tokens} == {secret}
    assert not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")


def test_what_cannot_be_a_key_is_drawn_each_time():
    assert kept(lambda words: Markup(len(words)), ["a", "b"]) == "2"


def test_words_of_time_are_drawn_anew_when_they_change_and_not_before(at):
    drawn = []

    def line(word):
        drawn.append(word)
        return Markup(ago(NOON - timedelta(minutes=37)))

    def around(word):
        return Markup("({})").format(kept(line, word))

    for moment, words in ((0, "37 min ago"), (59, "37 min ago"), (60, "38 min ago"), (61, "38 min ago")):
        at(NOON + timedelta(seconds=moment))
        assert words in kept(around, "x")
    assert len(drawn) == 2


def test_a_date_gets_its_year_with_the_next_one(at):
    def line(word):
        return Markup(ago(datetime(2026, 3, 5, 9, 0, tzinfo=UTC)))

    at(NOON)
    assert "2026</time>" not in kept(line, "date")
    at(datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC))
    assert "2026</time>" in kept(line, "date")


def test_what_nobody_asked_for_is_forgotten_first():
    pieces = Pieces(most_letters=10)
    for name in "abc":
        pieces.put((name,), Piece(Markup("12345"), None))
    assert pieces.get(("a",)) is not None
    for name in "de":
        pieces.put((name,), Piece(Markup("12345"), None))
    assert pieces.get(("a",)) is not None
    assert pieces.get(("b",)) is None


def test_objects_are_compared_by_what_was_read_of_them_and_their_relations(cast):
    def read():
        return Person.objects.select_related("organisation").get(pk=cast.clara.id)

    before = content_of({"person": [read()]})
    assert content_of({"person": [read()]}) == before
    assert hash(before) == hash(content_of({"person": [read()]}))
    cast.customer_a.name = "Renamed"
    cast.customer_a.save()
    assert content_of({"person": [read()]}) != before


def test_a_part_of_a_template_is_kept_by_what_it_is_about():
    template = engines["jinja2"].from_string("{% keep about %}{{ word }}{% endkeep %}{{ word }}")
    assert template.render({"about": ("x", 1), "word": "one"}) == "oneone"
    assert template.render({"about": ("x", 1), "word": "two"}) == "onetwo"
    assert template.render({"about": ("x", 2), "word": "two"}) == "twotwo"


def test_the_token_of_a_form_is_put_in_last_and_the_seal_never_leaves():
    template = engines["jinja2"].from_string('{% keep "form" %}<form>{{ csrf_input }}</form>{% endkeep %}')
    pages = [template.render({}, RequestFactory().get("/")) for _ in range(2)]
    assert pages[0] != pages[1]
    for page in (*pages, template.render({})):
        assert SEAL not in page
    assert 'name="csrfmiddlewaretoken"' in pages[0]
    assert SEAL in FIELD


def test_variables_of_a_text_are_escaped():
    assert translated("%(name)s is writing", name="<Anna>") == "&lt;Anna&gt; is writing"
    assert translated("50 %% of it") == "50 % of it"


def test_rows_that_know_each_other_are_read_once():
    person = Person(id=1, name="Anna")
    session = Session(id=2, person=person)
    person._state.fields_cache["session"] = session
    before = content_of(person)
    session.browser = "another"
    assert content_of(person) != before and content_of(session) == content_of(session)
