from django.apps import AppConfig


class LiveConfig(AppConfig):
    """The room of live views."""

    name = "tuki.live"
    label = "live"

    def ready(self) -> None:
        """Offers `is:unread` to the search."""
        from tuki.live.queries import is_unread
        from tuki.search.states import offer_state

        offer_state("unread", is_unread)
