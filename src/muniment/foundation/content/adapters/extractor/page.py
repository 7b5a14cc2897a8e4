"""One page as a grey picture for the recognition of its words: of a PDF, or of an image."""

import io
import math

import pypdfium2
from PIL import Image, ImageOps, ImageSequence

from . import pdf, picture
from .outcome import Corrupt, Outcome, Part, Unsupported

# 300 dots an inch, which tesseract is made for; a larger page gets as many as it has room for.
DOTS = 300
SIDE = 3600
SMALL_SIDE = 1000  # an image smaller than this is made twice as large
FLAT = 24  # shades of grey between the darkest and the lightest dot: less is a blank page


def of_document(data: bytes, number: int) -> Outcome:
    """Page `number` (from 1) of a PDF or an image; the facts say how many there are."""
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return _of_pdf(data, number)
    return picture.guarded(lambda: _of_image(data, number))


def _of_pdf(data: bytes, number: int) -> Outcome:
    document = pdf.open_document(data)
    if not 1 <= number <= len(document):
        raise Unsupported("There is no such page.")
    try:
        page = document[number - 1]
        longest = max(page.get_size())
        if not 1 <= longest <= 20_000:
            raise Corrupt("The page has no usable size.")
        scale = min(DOTS / 72, SIDE / longest)
        drawn = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
    except pypdfium2.PdfiumError as error:
        raise Corrupt(f"The page cannot be drawn: {error}") from error
    return _made(drawn.convert("L"), len(document))


def _of_image(data: bytes, number: int) -> Outcome:
    opened = picture.opened(data)
    frames = int(getattr(opened, "n_frames", 1))
    # What moves is no document: only TIFF has pages.
    frames = frames if opened.format == "TIFF" else 1
    if not 1 <= number <= frames:
        raise Unsupported("There is no such page.")
    if number > 1:
        opened = next(
            one for at, one in enumerate(ImageSequence.Iterator(opened), 1) if at == number
        )
        picture.check_size(opened)
    upright = ImageOps.exif_transpose(_on_white(opened))
    return _made(_of_good_size(upright), frames)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(paper, seen).convert("L")
    return image.convert("L")


def _of_good_size(image: Image.Image) -> Image.Image:
    longest = max(image.size)
    if longest > SIDE:
        image.thumbnail((SIDE, SIDE))
        return image
    if longest >= SMALL_SIDE:
        return image
    factor = min(2, SIDE / longest)
    return image.resize([max(1, math.floor(side * factor)) for side in image.size])


def _made(image: Image.Image, pages: int) -> Outcome:
    shades = [shade for shade, count in enumerate(image.histogram()) if count]
    blank = shades[-1] - shades[0] < FLAT
    facts = {"pages": str(pages), "blank": "yes" if blank else "no"}
    grey = io.BytesIO()
    image.save(grey, "PPM")
    return Outcome(metadata=facts, parts=[Part("page.pgm", "image/pgm", grey.getvalue())])
