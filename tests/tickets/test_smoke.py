"""The main job in short: a ticket, an answer, a note, and who sees what."""

from tuki.kernel.chain import breaks_everywhere
from tuki.tickets.commands.reply import add_note, reply_to_ticket
from tuki.tickets.queries import messages_visible_to, visible_to


def test_a_ticket_is_answered_and_only_its_people_see_it(cast):
    ticket = cast.ticket()
    anna, boris, clara, dmitri = (cast.actor(p) for p in (cast.anna, cast.boris, cast.clara, cast.dmitri))
    reply_to_ticket(anna, ticket.reference, text="We come.")
    add_note(anna, ticket.reference, text="secret-canary")

    assert [visible_to(a).count() for a in (anna, boris, clara, dmitri)] == [1, 0, 1, 0]
    assert messages_visible_to(anna).count() == 3
    assert not messages_visible_to(clara).filter(text__contains="secret").exists()
    assert breaks_everywhere() == []
