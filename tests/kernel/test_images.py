"""Small pictures, and what is no picture."""

import io
import resource
import struct
import time
import zlib

import pytest
from PIL import Image

from tests.kernel.inert import SECURITY
from tuki.kernel.images import thumbnail


def encoded(format_: str, size: tuple[int, int] = (400, 200), mode: str = "RGB", **options) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, "red").save(target, format_, **options)
    return target.getvalue()


def declared_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_raster_images_become_small(format_: str) -> None:
    small = thumbnail(encoded(format_), 100)
    assert small is not None
    with Image.open(io.BytesIO(small)) as image:
        assert image.size == (100, 50)
        assert image.convert("RGB").getpixel((50, 25))[0] > 240


def test_transparency_stays() -> None:
    small = thumbnail(encoded("PNG", mode="RGBA"), 50)
    assert small is not None
    with Image.open(io.BytesIO(small)) as image:
        assert (image.format, image.mode) == ("PNG", "RGBA")


def test_pictures_stand_upright_without_their_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "taken at home"
    small = thumbnail(encoded("JPEG", exif=exif, comment=b"private"), 100)
    assert small is not None
    assert b"home" not in small
    assert b"private" not in small
    with Image.open(io.BytesIO(small)) as image:
        assert image.size == (50, 100)
        assert not image.getexif()


@pytest.mark.parametrize("format_", ["TIFF", "ICO", "PPM", "TGA", "PCX"])
def test_other_formats_are_no_pictures(format_: str) -> None:
    assert thumbnail(encoded(format_, (16, 16)), 100) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"text", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"\x89PNG\r\n\x1a\n", encoded("PNG")[:60], b"GIF89a=1;"],
)
def test_broken_files_are_no_pictures(content: bytes) -> None:
    assert thumbnail(content, 100) is None


def test_scripts_in_svg_are_no_pictures() -> None:
    files = sorted((SECURITY / "payloads" / "upload").iterdir())
    assert files
    assert [thumbnail(path.read_bytes(), 100) for path in files] == [None] * len(files)


@pytest.mark.parametrize("size", [(50_000, 50_000), (4_001, 4_001), (2**31 - 1, 1), (0, 5)])
def test_declared_bombs_are_refused_before_decoding(size: tuple[int, int]) -> None:
    begin = time.process_time()
    assert thumbnail(declared_png(*size), 100) is None
    assert time.process_time() - begin < 0.5


def test_of_ten_thousand_frames_only_the_first_is_read() -> None:
    frames = [Image.new("P", (4, 4), number % 250) for number in range(200)]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], disposal=2)
    frame = target.getvalue()[-60:-1]
    content = target.getvalue()[:-1] + frame * 10_000 + b";"
    begin = time.process_time()
    small = thumbnail(content, 100)
    assert time.process_time() - begin < 2
    assert small is not None


def test_the_largest_permitted_pictures_take_bounded_memory_and_time() -> None:
    contents = [encoded("PNG", (4000, 4000)), encoded("JPEG", (10_000, 10_000))]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    for content in contents:
        assert thumbnail(content, 100) is not None
    assert time.process_time() - begin < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024


def test_too_many_bytes_are_refused() -> None:
    assert thumbnail(encoded("PNG") + b"\0" * 25_000_000, 100) is None
