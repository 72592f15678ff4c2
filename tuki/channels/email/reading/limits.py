"""How much of one mail is read. Everything past a limit stays in the kept original."""

HEADER_BYTES = 1_000_000
"""Bytes of one header block that are looked at."""

HEADERS = 2_000
"""Header fields kept per part."""

HEADER_CHARACTERS = 20_000
"""Characters kept of one header's value for show."""

ADDRESS_BYTES = 100_000
"""Bytes of an address header that are searched for addresses."""

ADDRESSES = 1_000
"""Addresses kept per header."""

MESSAGE_IDS = 200
"""Message ids kept per header."""

SUBJECT_CHARACTERS = 5_000
"""Characters kept of the subject."""

DEPTH = 50
"""Levels of parts within parts."""

PARTS = 1_000
"""Parts of one mail, those of attached mails included."""

NESTED_DEPTH = 3
"""Levels of mails within mails whose text is offered; deeper ones stay inside the attached file."""

TEXT_BYTES = 2_000_000
"""Bytes of all text parts together that are shown as text; a part that is cut is kept whole as a file too."""

CALENDAR_EVENTS = 20
"""Events kept of one calendar part."""

FILE_NAME_BYTES = 200
"""UTF-8 bytes of a cleaned file name, its extension included."""
