"""Previews: a PNG of the first page of a PDF or of an image, 1,000 pixels at the longest side."""

import io
import warnings
from collections.abc import Callable

import pypdfium2
from PIL import Image, ImageOps

from . import pdf
from .outcome import Corrupt, Outcome, Part, TooLarge

SIDE = 1000
PIXELS_SIDE_MAX = 9_999
PIXELS_MAX = 64_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP")
_ERRORS = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError)
Image.MAX_IMAGE_PIXELS = PIXELS_MAX
Image.init()


def of_pdf(data: bytes) -> Outcome:
    """The first page of a PDF."""
    document = pdf.open_document(data)
    try:
        page = document[0]
        longest = max(page.get_size())
        if not 1 <= longest <= 20_000:
            raise Corrupt("The first page has no usable size.")
        picture = page.render(scale=SIDE / longest).to_pil()
    except pypdfium2.PdfiumError as error:
        raise Corrupt(f"The first page cannot be drawn: {error}") from error
    return _png(picture)


def of_image(data: bytes) -> Outcome:
    """An image, upright and made smaller. Raises `TooLarge` before it is unpacked."""
    return guarded(lambda: _png(_small(opened(data))))


def guarded(make: Callable[[], Outcome]) -> Outcome:
    """What `make` makes of an image; a failure of the image library has a name."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return make()
    except Image.DecompressionBombError as error:
        raise TooLarge("The image has too many pixels.") from error
    except _ERRORS as error:
        raise Corrupt(f"The image cannot be read: {error}.") from error


def opened(data: bytes) -> Image.Image:
    """The image, not unpacked yet. Raises `TooLarge`."""
    picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    check_size(picture)
    return picture


def check_size(picture: Image.Image) -> None:
    """Raise `TooLarge` for an image of too many pixels."""
    width, height = picture.size
    if max(width, height) > PIXELS_SIDE_MAX or width * height > PIXELS_MAX:
        raise TooLarge(f"The image has {width:,} by {height:,} pixels.")


def _small(picture: Image.Image) -> Image.Image:
    # Lets the JPEG decoder skip most of the work.
    picture.draft("RGB", (SIDE, SIDE))
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    upright = ImageOps.exif_transpose(picture.convert("RGBA" if has_alpha else "RGB"))
    upright.thumbnail((SIDE, SIDE))
    return upright


def _png(picture: Image.Image) -> Outcome:
    # Through a fresh image, so that nothing of the original's metadata comes along.
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    made = io.BytesIO()
    clean.save(made, "PNG")
    return Outcome(parts=[Part("preview.png", "image/png", made.getvalue())])
