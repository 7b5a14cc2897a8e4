"""The mail server, through Django's mail."""

from django.core.mail import EmailMessage


def send(to: str, subject: str, text: str) -> None:
    """Hand one message to the mail server. Raises OSError or SMTPException where it does not take
    it: the job is tried again."""
    EmailMessage(subject, text, to=[to], headers={"Auto-Submitted": "auto-generated"}).send()
