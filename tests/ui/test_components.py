from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.utils import timezone

from tuki.ui.samples import LATE


def test_error_and_hint_are_read_out_with_the_field(draw) -> None:
    page = draw('{{ field("mail", "Mail", hint="H", error=["A.", "B."]) }}', "field.html", "field")
    field = page.css_first("input")
    assert field.attributes["aria-invalid"] == "true"
    described = field.attributes["aria-describedby"].split()
    assert [page.css_first(f"#{name}").text(strip=True) for name in described] == ["H", "A. B."]
    assert page.css_first("label").attributes["for"] == field.attributes["id"]


def test_values_are_escaped_everywhere(draw) -> None:
    evil = '"><script>alert(1)</script>'
    page = draw(
        "{{ field(e, e, value=e, hint=e, error=e, placeholder=e) }}{{ textarea('t', e, e) }}"
        "{{ select('s', e, [(e, e)], e) }}{{ query(e, e, answer=e) }}{{ combobox('c', e, e, e, [(e, e)]) }}",
        "field.html", "field", "textarea", "select", "query", "combobox", e=evil,
    )  # fmt: skip
    assert page.css("script") == []
    assert page.css_first("textarea").text().strip() == evil


def test_textarea_keeps_a_leading_line_break(draw) -> None:
    page = draw("{{ textarea('t', 'T', value) }}", "field.html", "textarea", value="\nsecond line")
    assert page.css_first("textarea").text() == "\nsecond line"


def test_select_takes_groups_and_keeps_the_choice(draw) -> None:
    options = [(1, "One"), ("More", [(2, "Two"), (3, "Three")])]
    page = draw("{{ select('s', 'S', options, 3, empty='-') }}", "field.html", "select", options=options)
    assert [option.text() for option in page.css("option[selected]")] == ["Three"]
    assert [group.attributes["label"] for group in page.css("optgroup")] == ["More"]


class SampleForm(forms.Form):
    name = forms.CharField(help_text="As on the door")
    story = forms.CharField(widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    way = forms.ChoiceField(choices=[("x", "X"), ("y", "Y")], widget=forms.RadioSelect)
    tell = forms.BooleanField(required=False)
    parts = forms.MultipleChoiceField(choices=[("p", "P"), ("q", "Q")], widget=forms.CheckboxSelectMultiple)
    code = forms.CharField(widget=forms.PasswordInput)


def test_django_fields_are_drawn_by_the_same_macros(draw) -> None:
    form = SampleForm(
        {"name": "", "story": "S", "kind": "b", "way": "y", "tell": "1", "parts": ["q"], "code": "secret"}
    )
    page = draw("{% for f in form %}{{ bound(f) }}{% endfor %}", "field.html", "bound", form=form)
    assert page.css_first('input[name="name"]').attributes["aria-invalid"] == "true"
    assert page.css_first("textarea").text() == "S"
    assert [node.attributes["value"] for node in page.css("option[selected]")] == ["b"]
    assert {node.attributes["value"] for node in page.css("input[checked]")} == {"y", "1", "q"}
    assert page.css_first('input[type="password"]').attributes["value"] == ""


def test_composer_has_both_modes_without_script(draw) -> None:
    page = draw('{{ composer("/post", "", reply_to=["Clara"], error="Empty.") }}', "composer.html", "composer")
    assert [radio.attributes["value"] for radio in page.css('input[name="mode"]')] == ["reply", "note"]
    assert page.css_first('input[name="mode"][checked]').attributes["value"] == "reply"
    assert page.css_first("textarea").attributes["aria-describedby"] == "composer-error"


def test_who_may_not_reply_gets_a_note_composer_only(draw) -> None:
    page = draw('{{ composer("/post", "", can_reply=False) }}', "composer.html", "composer")
    assert [radio.attributes["value"] for radio in page.css('input[name="mode"][checked]')] == ["note"]
    assert page.css(".for-reply") == []


def test_ticket_row_speaks_what_it_shows(draw) -> None:
    page = draw("<table><tbody>{{ ticket_row(row) }}</tbody></table>", "ticket_row.html", "ticket_row", row=LATE[0])
    row = page.css_first("tr")
    assert "Unread." in row.css_first(".subject").text()
    assert row.css_first(".priority").attributes["aria-label"] == "Priority 1: Critical"
    assert row.css_first(".channel").attributes["aria-label"] == "Phone"
    assert len(row.css("td")) == 9


def test_a_note_says_so_in_words_and_form(draw) -> None:
    page = draw(
        '{% call message("note", "Boris", at) %}x{% endcall %}', "timeline.html", "message",
        at=timezone.now() - timedelta(minutes=3),
    )  # fmt: skip
    note = page.css_first("article")
    assert "staff only" in note.attributes["aria-label"] and note.css("use[href$='#lock']")


def test_mail_frames_never_run_scripts(draw) -> None:
    page = draw('{{ mail_frame("/m/1", "Mail") }}', "timeline.html", "mail_frame")
    allowed = page.css_first("iframe").attributes["sandbox"].split()
    assert not {"allow-scripts", "allow-forms", "allow-top-navigation"} & set(allowed)


@pytest.mark.parametrize(("newer", "older", "links"), [(None, None, 0), ("/a", None, 1), ("/a", "/b", 2)])
def test_pager_shows_only_ways_that_lead_somewhere(draw, newer: str, older: str, links: int) -> None:
    page = draw("{{ pager(newer, older) }}", "pager.html", "pager", newer=newer, older=older)
    assert len(page.css("a")) == links


def test_attachments_show_type_size_and_warning(draw) -> None:
    file = SimpleNamespace(name="<b>.png", size=1200, type="image/png", href="/f", warning="W")
    page = draw("{{ attachments([sent]) }}", "timeline.html", "attachments", sent=file)
    assert page.css_first("use").attributes["href"].endswith("#file-image")
    assert page.css_first("li b").text() == "<b>.png" and "1.2" in page.css_first("li span").text()
