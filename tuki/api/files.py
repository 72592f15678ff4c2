"""Files: uploaded before the message that takes them, read by who may read their message."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from msgspec import Meta

from tuki.api.bearer import caller
from tuki.api.reading import read_json
from tuki.api.refusals import Malformed, TooLarge, WrongType
from tuki.api.routes import Routes
from tuki.api.shapes import Input
from tuki.kernel import files
from tuki.kernel.actors import Actor
from tuki.kernel.filenames import content_disposition
from tuki.kernel.refusals import Invalid, NotFound
from tuki.tickets.commands.files import LARGEST_BYTES, drop_upload, insist_room, keep_file
from tuki.tickets.models import Attachment
from tuki.tickets.queries import messages_visible_to

routes = Routes("files")
FileName = Annotated[str, Meta(max_length=255)]
FORM_BYTES = 1024 * 1024  # of a form besides its file


class FileShape(msgspec.Struct):
    """A file. `id` cannot be guessed, and is still only answered to who may read the message."""

    id: str
    name: str
    type: str
    size: int
    inline: bool


class FileContent(Input):
    """A file within a message: its bytes in base64 (RFC 4648)."""

    name: FileName
    content: Annotated[str, Meta(max_length=40 * 1024 * 1024)]
    type: Annotated[str, Meta(max_length=127)] = "application/octet-stream"


FileId = Annotated[str, Meta(max_length=64)]
GivenFiles = Annotated[list[FileId | FileContent], Meta(max_length=100)]


class Upload(Input):
    """What came in a form: name and type as the sender says, and the bytes, on disk already."""

    name: str
    type: str
    digest: str
    size: int


class StoredContent(msgspec.Struct):
    """A file of a message whose bytes are on disk already, before any transaction begins."""

    name: str
    type: str
    digest: str
    size: int


def read_with_files(request: HttpRequest, type_: type[Any]) -> Any:
    """A JSON body; the bytes of its files are made durable here, for no command waits for a disk."""
    body = read_json(request, type_)
    if any(isinstance(each, FileContent) for each in body.files):
        body.files = _stored(caller(request), body.files)
    return body


def read_upload(request: HttpRequest, type_: type[Upload]) -> Upload:
    """The one file of a form (`multipart/form-data`), stored."""
    given = one_file(request, LARGEST_BYTES)
    content = given.read()
    insist_room(caller(request), len(content))
    (written,) = files.write_all([content])
    kind = (given.content_type or "application/octet-stream")[:127]
    return type_(name=given.name or "", type=kind, digest=written.digest, size=written.size)


def one_file(request: HttpRequest, largest_bytes: int) -> UploadedFile:
    """The one file of a form (`multipart/form-data`), not read yet. Refuses `wrong_type`, `too_large`, `malformed`,
    `required`."""
    if request.content_type != "multipart/form-data":
        raise WrongType("multipart/form-data")
    if int(request.META.get("CONTENT_LENGTH") or 0) > largest_bytes + FORM_BYTES:
        raise TooLarge(largest_bytes)
    try:
        given = [each for name in request.FILES for each in request.FILES.getlist(name)]
    except MultiPartParserError as error:
        raise Malformed("malformed", reason=str(error)) from None
    if len(given) != 1:
        raise Malformed("required", field="file")
    return given[0]


read_upload.media_type = "multipart/form-data"  # type: ignore[attr-defined]  # what OpenAPI says of it


@routes.post("/files", scope="tickets:write", body=Upload, answer=FileShape, status=201, read=read_upload)
def upload_file(actor: Actor, body: Upload) -> FileShape:
    """Keeps a file for its uploader until a message takes it by its id."""
    return shape_of(_keep(actor, body))


@routes.get("/files/{file_key:key}", scope="tickets:read", answer="application/octet-stream")
def download_file(actor: Actor, key: str) -> HttpResponse:
    """The bytes of a file, always as a download."""
    row = _readable(actor, key)
    content = files.read(row.file.digest)
    if content is None:
        raise NotFound()
    headers = {"Content-Disposition": content_disposition(row.name)}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@routes.delete("/files/{file_key:key}", scope="tickets:write")
def delete_file(actor: Actor, key: str) -> None:
    """Drops one's own file that no message has taken."""
    row = Attachment.objects.filter(key=key, uploader_id=actor.id).first()
    if row is None:
        raise NotFound()
    drop_upload(actor, row.id)


def taken(actor: Actor, given: Sequence[Any]) -> list[int]:
    """The files of a message within the running command: own uploads by their ids, and stored contents.

    Refuses `unknown_attachment`; that a file is free and the actor's own is asked again when the message takes it.
    """
    if not given:
        return []
    keys = [each for each in given if isinstance(each, str)]
    own = Attachment.objects.filter(key__in=keys, uploader_id=actor.id, message=None)
    ids = dict(own.values_list("key", "id")) if keys else {}
    if len(ids) != len(set(keys)):
        raise Invalid("unknown_attachment", field="files")
    return [ids[each] if isinstance(each, str) else _keep(actor, each).id for each in given]


def shape_of(row: Attachment) -> FileShape:
    """A file as JSON."""
    return FileShape(row.key, row.name, row.type, row.size, row.is_inline)


def _readable(actor: Actor, key: str) -> Attachment:
    row = Attachment.objects.select_related("file").filter(key=key).first()
    if row is None:
        raise NotFound()
    is_own_draft = row.message_id is None and row.uploader_id == actor.id
    if not is_own_draft and not messages_visible_to(actor).filter(pk=row.message_id or 0).exists():
        raise NotFound()
    return row


def _keep(actor: Actor, stored: Upload | StoredContent) -> Attachment:
    file_ids = files.ids_of([files.Written(stored.digest, stored.size)])
    return keep_file(actor, file_id=file_ids[stored.digest], size=stored.size, name=stored.name, type=stored.type)


def _stored(actor: Actor, given: Sequence[Any]) -> list[Any]:
    contents = {index: _bytes(actor, each) for index, each in enumerate(given) if isinstance(each, FileContent)}
    written = dict(zip(contents, files.write_all(list(contents.values())), strict=True))
    return [
        StoredContent(each.name, each.type, *written[index]) if index in written else each
        for index, each in enumerate(given)
    ]


def _bytes(actor: Actor, file: FileContent) -> bytes:
    try:
        content = base64.b64decode(file.content, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("malformed", field="files", reason="content is not base64") from None
    insist_room(actor, len(content))
    return content
