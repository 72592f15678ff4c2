"""What the room changes: who has a ticket, by policy or because somebody is gone."""
