"""Photographs, scans of paper, and the council's crest."""

import io
import random
import textwrap
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from muniment.demo.sample_drive.types import Page

DESCRIPTION, TAKEN, ARTIST = 270, 306, 315


def _photo(page: Page) -> bytes:
    exif = Image.Exif()
    exif[DESCRIPTION] = page.title
    exif[TAKEN] = f"{page.day:%Y:%m:%d} 12:00:00"
    exif[ARTIST] = page.author
    return _saved(_scene(page), "JPEG", quality=78, exif=exif)


def _scene(page: Page) -> Image.Image:
    """A street of houses under a sky: never the same twice, never of a real place."""
    chance = random.Random(page.text)  # noqa: S311
    image = Image.new("RGB", (640, 480), (150 + chance.randint(0, 60), 190, 230))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 340, 640, 480), fill=(90, 110 + chance.randint(0, 60), 80))
    for left in range(20, 620, 120):
        top = chance.randint(160, 260)
        wall = (chance.randint(120, 220), chance.randint(90, 160), 90)
        pen.rectangle((left, top, left + 100, 360), fill=wall)
        pen.polygon(((left - 8, top), (left + 50, top - 60), (left + 108, top)), fill=(110, 50, 45))
        pen.rectangle((left + 38, 300, left + 62, 360), fill=(40, 40, 60))
    return image


def _scan(page: Page) -> Image.Image:
    """A typed sheet as a scanner sees it."""
    image = Image.new("L", (827, 585), 250)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=19)
    lines = [line for words in (page.title, *page.paragraphs) for line in textwrap.wrap(words, 68)]
    for number, line in enumerate(lines[:20]):
        pen.text((60, 50 + number * 26), line, fill=20, font=font)
    pen.rectangle((40, 300, 780, 560), outline=60, width=2)
    pen.line((40, 430, 780, 430), fill=60, width=2)
    return image


def _crest(page: Page) -> Image.Image:
    image = Image.new("RGB", (200, 220), "white")
    pen = ImageDraw.Draw(image)
    pen.polygon(((20, 20), (180, 20), (180, 140), (100, 205), (20, 140)), fill=(20, 60, 110))
    for wave in range(3):
        pen.arc((40, 100 + wave * 18, 160, 140 + wave * 18), 0, 180, fill="white", width=5)
    pen.ellipse((88, 40, 112, 70), fill="white")
    pen.text((60, 80), "WESTMARCH", fill="white")
    return image


def _png(page: Page) -> bytes:
    facts = PngInfo()
    facts.add_text("Title", page.title)
    facts.add_text("Description", " ".join(page.paragraphs))
    return _saved(_drawn(page), "PNG", pnginfo=facts)


def _drawn(page: Page) -> Image.Image:
    return _crest(page) if "Crest" in page.title else _scan(page)


def _tiff(page: Page) -> bytes:
    return _saved(_scan(page), "TIFF", compression="tiff_lzw", description=page.title)


def _saved(image: Image.Image, how: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, how, **options)
    return out.getvalue()


WRITERS: dict[str, Callable[[Page], bytes]] = {
    "jpg": _photo,
    "png": _png,
    "tif": _tiff,
    "gif": lambda page: _saved(_drawn(page), "GIF", comment=page.title.encode()),
    "bmp": lambda page: _saved(_scan(page), "BMP"),
    "webp": lambda page: _saved(_drawn(page), "WEBP", quality=80),
}
