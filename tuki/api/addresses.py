"""The forms of ids in addresses; anything else is an address that there is not."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class RowId(IntConverter):
    """A positive number of at most 18 digits, which every database can compare."""

    regex = "[1-9][0-9]{0,17}"


class Reference(StringConverter):
    """A ticket's reference, for example ACME-1042, in any case."""

    regex = "[A-Za-z0-9]{1,12}-[1-9][0-9]{0,17}"


class FileKey(StringConverter):
    """The unguessable name of a file."""

    regex = "[A-Za-z0-9_-]{16,64}"


register_converter(RowId, "row")
register_converter(Reference, "reference")
register_converter(FileKey, "file_key")
