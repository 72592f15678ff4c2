"""The example desk."""

from collections import Counter
from datetime import timedelta

import pytest

from tuki.automation.models import Firing, Rule
from tuki.channels.email.models import OutgoingMail
from tuki.kernel import clock
from tuki.kernel.actors import system
from tuki.kernel.chain import breaks_everywhere
from tuki.kernel.models import EventRow
from tuki.people.models import AgentState, CustomerValue, Department, Organisation, Person
from tuki.setup.commands.sample import fill_with_sample
from tuki.setup.sample.script import stories
from tuki.sla.clocks.models import Clock
from tuki.tickets.models import Approval, Attachment, Hop, Message, Tag, Ticket

SYSTEM = system("test")


@pytest.fixture
def filled(example_stands, db, settings) -> None:
    settings.FILES_DIR = example_stands.files


def test_it_is_a_desk_at_work(filled):
    now = clock.now()
    assert Department.objects.count() == 3 and Organisation.objects.count() == 6
    languages = Counter(Ticket.objects.values_list("language", flat=True))
    assert languages == dict.fromkeys(("en", "ru", "nb", "fi", "de", "uk"), 10)
    assert len(set(Ticket.objects.values_list("status_id", flat=True))) == 8
    assert set(Ticket.objects.values_list("priority", flat=True)) == {1, 2, 3, 4}
    assert Ticket.objects.filter(assignee=None).count() >= 6 and Tag.objects.count() > 20
    assert Message.objects.filter(kind="note").count() > 15 and Attachment.objects.exclude(message=None).count() > 15
    assert Message.objects.filter(is_from_desk=True, author__is_staff=True).count() > 50
    first, last = Ticket.objects.order_by("id").first(), Ticket.objects.order_by("-id").first()
    assert (now - first.opened_at).days > 20 and (now - last.opened_at).days < 1


def test_it_shows_what_the_desk_can(filled):
    """Clocks on track, soon, late and paused; rules that fired, one that is held; an approval, an escalation."""
    moment = clock.now()
    open_clocks = Clock.objects.filter(state="running", ticket__is_open=True)
    assert open_clocks.filter(due_at__lt=moment).count() > 5
    assert open_clocks.filter(due_at__gt=moment, due_at__lt=moment + timedelta(hours=2)).exists()
    assert Clock.objects.filter(state="paused", ticket__is_open=True).exists()
    assert set(Firing.objects.values_list("state", flat=True)) == {"done", "held"}
    assert Firing.objects.filter(state="refused").count() == 0 and Rule.objects.filter(held_at=None).count() == 3
    assert Approval.objects.filter(state="pending").exclude(asker=None).count() == 1
    assert set(Hop.objects.values_list("came", flat=True)) >= {"opened", "escalated", "returned"}
    assert Ticket.objects.exclude(category=None).values("category").distinct().count() > 10
    assert set(CustomerValue.objects.values_list("tier__code", flat=True)) == {"vip", "gold", "standard", "trial"}
    assert set(AgentState.objects.values_list("state", flat=True)) == {"online", "away", "pause"}


def test_everything_happened_in_the_past_and_in_order(filled):
    now = clock.now()
    assert (
        not Message.objects.filter(created_at__gt=now).exists()
        and not Ticket.objects.filter(updated_at__gt=now).exists()
    )
    assert not EventRow.objects.filter(happened_at__gt=now).exists()
    for ticket in Ticket.objects.all():
        times = list(ticket.messages.order_by("id").values_list("created_at", flat=True))
        assert times == sorted(times) and times[0] == ticket.opened_at and ticket.updated_at >= times[-1]
        events = EventRow.objects.filter(stream_kind="ticket", stream_id=ticket.id).order_by("number")
        assert list(events.values_list("happened_at", flat=True)) == sorted(e.happened_at for e in events)
    assert not Ticket.objects.filter(close_due_at__lt=now).exists()
    assert breaks_everywhere() == []


def test_nobody_is_written_to(filled):
    assert not OutgoingMail.objects.exists()
    assert not Person.objects.exclude(email__endswith=".example").exists()


def test_a_second_run_does_nothing(filled):
    events = EventRow.objects.count()
    assert fill_with_sample(SYSTEM) == 0
    assert EventRow.objects.count() == events


def test_no_step_of_a_story_lies_in_the_future():
    assert [story.subject for story in stories() if story.lasts.total_seconds() > story.days * 86400] == []
