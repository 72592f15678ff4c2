"""Pages of the sign-in and of one's own account, for staff and customers alike; the logic is in `people/signin`."""
