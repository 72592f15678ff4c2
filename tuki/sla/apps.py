from django.apps import AppConfig


class SlaConfig(AppConfig):
    """The room of service levels."""

    name = "tuki.sla"
    label = "sla"

    def ready(self) -> None:
        """Tells the lists below that they may be read by time left."""
        from tuki.sla.clocks.queries import declare_due_order

        declare_due_order()
