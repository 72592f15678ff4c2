"""Small pictures of images from strangers, made within limits of bytes, pixels and formats."""

import io
import logging
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

log = logging.getLogger(__name__)

MAX_BYTES = 25_000_000
# Decoded, a pixel takes four bytes and may be held twice while it is turned upright.
MAX_PIXELS = 16_000_000
# Baseline JPEG is scaled down while it is decoded, a strip at a time; this is what a large camera gives.
MAX_JPEG_PIXELS = 110_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


def thumbnail(content: bytes, max_side: int) -> bytes | None:
    """A JPEG (PNG where there is transparency) of at most `max_side` pixels each way, upright, without
    metadata.

    None for anything that is no raster image of a known format, that is broken, or that is too large: 25 MB,
    16 million pixels (110 million for baseline JPEG). Of an animation, the first frame. Never raises.
    """
    if len(content) > MAX_BYTES or max_side < 1:
        return None
    try:
        with warnings.catch_warnings():
            # Our own limits are stricter than the one Pillow warns about.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                return _small(image, max_side) if _is_moderate(image, max_side) else None
    except (UnidentifiedImageError, Image.DecompressionBombError):
        return None
    # Decoders of broken files raise whatever they stumble over.
    except Exception:
        log.info("an image could not be made small", exc_info=True)
        return None


def _is_moderate(image: Image.Image, max_side: int) -> bool:
    width, height = image.size
    if image.format == "JPEG" and not image.info.get("progressive"):
        if width * height > MAX_JPEG_PIXELS:
            return False
        image.draft("RGB", (max_side, max_side))
        width, height = image.size
    return 0 < width * height <= MAX_PIXELS


def _small(image: Image.Image, max_side: int) -> bytes:
    transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    image.thumbnail((max_side, max_side), reducing_gap=2.0)
    upright = ImageOps.exif_transpose(image)
    target = io.BytesIO()
    if transparent:
        _bare(upright.convert("RGBA")).save(target, "PNG")
    else:
        _bare(upright.convert("RGB")).save(target, "JPEG", quality=82)
    return target.getvalue()


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: comments, places and profiles of the original stay behind."""
    image.info.clear()
    return image
