"""E-mail with attachments, mailboxes with a thread in them, and zipped letters."""

from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from muniment.demo.sample_drive.formats import office, pdf, pictures, still, text
from muniment.demo.sample_drive.types import Page


def _eml(page: Page) -> bytes:
    second = thread(page)[1]
    second.add_attachment(pdf.write(page), "application", "pdf", filename=f"{_slug(page)}.pdf")
    photo = pictures.WRITERS["jpg"](page)
    second.add_attachment(photo, "image", "jpeg", filename="IMG_0001.jpg")
    return finished(second)


def thread(page: Page) -> tuple[EmailMessage, EmailMessage, EmailMessage]:
    """A question, its answer and a thank-you between the author and the reader of the page."""
    question = message(page, page.reader, page.author, page.title, page.paragraphs[0])
    answer = message(
        page, page.author, page.reader, f"Re: {page.title}", "\n\n".join(page.paragraphs)
    )
    thanks = message(
        page, page.reader, page.author, f"Re: {page.title}", "Thank you, that settles it."
    )
    for later in (answer, thanks):
        later["In-Reply-To"] = later["References"] = question["Message-ID"]
    return question, answer, thanks


def message(page: Page, sender: str, receiver: str, subject: str, body: str) -> EmailMessage:
    """One message on the day of the page."""
    made = EmailMessage(policy=SMTP)
    made["From"] = _address(sender)
    made["To"] = _address(receiver)
    made["Subject"] = subject
    made["Date"] = f"{page.day:%a, %d %b %Y} 10:15:00 +0000"
    identity = sha256(f"{sender}{subject}{page.day}{body}".encode()).hexdigest()[:20]
    made["Message-ID"] = f"<{identity}@mail.westmarch.example>"
    made.set_content(f"Dear {receiver.split()[0]},\n\n{body}\n\n{sender}\n")
    return made


def finished(made: EmailMessage) -> bytes:
    """The bytes of the message, with boundaries that depend on the message alone."""
    for number, part in enumerate(made.walk()):
        if part.get_content_maintype() == "multipart":
            mark = sha256(f"{made['Message-ID']}{number}".encode()).hexdigest()[:24]
            part.set_boundary(f"=={mark}==")
    return made.as_bytes()


def _address(name: str) -> str:
    return f"{name} <{name.lower().replace(' ', '.')}@westmarch.example>"


def _slug(page: Page) -> str:
    return "".join(c if c.isalnum() else "-" for c in page.title)[:40].strip("-")


def _mbox(page: Page) -> bytes:
    start = f"From drive@westmarch.example {page.day:%a %b %d} 10:15:00 {page.day.year}\n".encode()
    bodies = (finished(made).replace(b"\r\n", b"\n") for made in thread(page))
    return b"".join(start + body.replace(b"\nFrom ", b"\n>From ") + b"\n" for body in bodies)


def _zip(page: Page) -> bytes:
    letters = [
        ("letters/neighbour 1.txt", text.WRITERS["txt"](page)),
        ("letters/neighbour 2.docx", office.WRITERS["docx"](page)),
        ("photos/from the kitchen.jpg", pictures.WRITERS["jpg"](page)),
    ]
    return still.pack(letters, page.day)


WRITERS = {"eml": _eml, "mbox": _mbox, "zip": _zip}
