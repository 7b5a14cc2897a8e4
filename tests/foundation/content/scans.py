"""Scans as machines make them: pictures of typed pages, as PDF without text, TIFF, PNG and JPEG."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

A4 = (1654, 2339)  # 200 dots an inch
ENGLISH = (
    "Minutes of the meeting of the parish council",
    "held on 5 May 2019 at the village library.",
    "The roof of the library is to be mended in spring",
    "because the rain comes through it every winter.",
)
WELSH = (
    "Cofnodion cyfarfod y cyngor plwyf a gynhaliwyd",
    "yn y llyfrgell ar y pumed o Fai. Penderfynwyd",
    "atgyweirio to'r llyfrgell yn y gwanwyn oherwydd",
    "bod y glaw yn dod i mewn bob gaeaf.",
)


def page(lines=ENGLISH, size=A4, letters=44):
    """A typed page."""
    made = Image.new("L", size, 255)
    drawn, font = ImageDraw.Draw(made), ImageFont.load_default(letters)
    for number, line in enumerate(lines):
        drawn.text((120, 160 + 2 * letters * number), line, font=font, fill=0)
    return made


def saved(pages, form, **options):
    """The pages as one file."""
    pages = pages if isinstance(pages, list) else [pages]
    out = BytesIO()
    if form in ("PDF", "TIFF"):
        options |= {"save_all": True, "append_images": pages[1:]}
    pages[0].save(out, form, **options)
    return out.getvalue()
