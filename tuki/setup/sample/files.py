"""The example's attachments: small, made here, the same every time."""

from __future__ import annotations

import mimetypes
from io import BytesIO

TABLE = "date;number;amount\n2024-10-01;2209;1240.00\n2024-10-14;2213;86.50\n2024-10-28;2231;412.75\n"
LOG = "08:40:12 warning: waiting for a lock since 118 s\n08:42:10 error: gave up\n08:42:11 info: trying again\n"
COLOURS = {"green-picture.png": (70, 150, 90), "lampe.png": (214, 128, 30)}


def content_of(name: str) -> tuple[str, bytes]:
    """The media type and bytes of an attachment with this name."""
    type_ = mimetypes.guess_type(name)[0] or "text/plain"
    if name.endswith(".png"):
        return "image/png", _picture(COLOURS.get(name, (96, 120, 150)))
    return type_, (TABLE if name.endswith(".csv") else LOG if name.endswith(".log") else f"{name}\n").encode()


def _picture(colour: tuple[int, int, int]) -> bytes:
    """A photograph stands here as a soft gradient of one colour."""
    from PIL import Image  # only an example desk needs it

    shade = Image.linear_gradient("L").resize((640, 400))
    picture = Image.merge("RGB", [shade.point(lambda value, part=part: value * part // 255) for part in colour])
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
