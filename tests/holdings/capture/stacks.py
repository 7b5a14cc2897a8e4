"""Stacks of scans, as a scanner makes them of separator sheets and papers."""

import io
import random

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from muniment.foundation.content.queries import store
from muniment.holdings.capture import actions
from muniment.holdings.records.models import Component


def scanned(*pages, tilt=0.0, noise=False):
    """A PDF as a scanner makes it: `pages` are separator sheets (PDF) or words."""
    pictures = [_picture(one).rotate(tilt, fillcolor="white", expand=False) for one in pages]
    if noise:
        pictures = [_noisy(one) for one in pictures]
    made = io.BytesIO()
    pictures[0].save(made, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return made.getvalue()


def _picture(page):
    if isinstance(page, bytes):
        return pypdfium2.PdfDocument(page)[0].render(scale=200 / 72).to_pil().convert("L")
    sheet = Image.new("L", (1654, 2339), "white")
    ImageDraw.Draw(sheet).text((200, 200), page, font_size=60)
    return sheet


def _noisy(picture):
    chance = random.Random(7)
    dots = picture.filter(ImageFilter.GaussianBlur(1.2))
    for _ in range(20_000):
        place = chance.randrange(dots.width), chance.randrange(dots.height)
        dots.putpixel(place, chance.choice((0, 255)))
    return dots


def sheet(parish, place):
    return actions.separator_sheets(parish.who("manager"), [place])


def pages_kept(record):
    data = store().open(Component.objects.get(record=record, ordinal=1).sha256).read()
    return len(pypdfium2.PdfDocument(data))
