"""What is wrong with a source as somebody described it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from muniment.foundation.kernel.errors import Reason
from muniment.holdings.mailboxes.rules.buckets import below, reasons_about_bucket
from muniment.holdings.mailboxes.types import (
    Afterwards,
    Auth,
    Secret,
    Security,
    SourceDraft,
    SourceKind,
)

HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[?[0-9A-Fa-f:.]{2,45}\]?"
)
VARIABLE = re.compile(r"MUNIMENT_SOURCE_[A-Z0-9_]{1,60}")
MOST_FOLDERS = 50
EVERY_MOST = 7 * 24 * 60


def reasons_not_to_describe(draft: SourceDraft) -> list[Reason]:
    """Every gap of the description."""
    found = list(_of_any(draft))
    if draft.kind is SourceKind.IMAP:
        found += [*_of_server(draft), *_of_mailbox(draft)]
    elif draft.kind is SourceKind.BUCKET:
        found += [*_of_server(draft), *reasons_about_bucket(draft)]
    else:
        found += _of_folder(draft)
    return found


def _of_any(draft: SourceDraft) -> Iterator[Reason]:
    if not 1 <= len(draft.name.strip()) <= 200:
        yield Reason("name", "Give the source a name of at most 200 letters.", "name")
    if not 1 <= draft.every <= EVERY_MOST:
        yield Reason("every", "Say after how many minutes to look again: 1 to 10,080.", "every")
    sent = (draft.user, draft.move_to, draft.prefix, *draft.folders)
    if any(not text.isprintable() for text in sent) or "\0" in draft.path:
        words = "Leave out control characters in user names, folders and paths."
        yield Reason("letters", words, "user")


def usual_port(kind: SourceKind, security: Security) -> int:
    """The port that a service is reached at unless another is said."""
    if kind is SourceKind.BUCKET:
        return 80 if security is Security.NONE else 443
    return 993 if security is Security.TLS else 143


def _of_server(draft: SourceDraft) -> Iterator[Reason]:
    if not HOST.fullmatch(draft.host):
        words = "Enter the name of the mail server, such as mail.example.org."
        if draft.kind is SourceKind.BUCKET:
            words = "Enter the address of the service, such as https://s3.example.org"
        yield Reason("host", words, "host")
    if not 0 <= draft.port <= 65_535:
        yield Reason("port", "Enter a port from 1 to 65535, or leave it empty.", "port")


def _of_mailbox(draft: SourceDraft) -> Iterator[Reason]:
    if draft.separators:
        words = "Only scans of a folder or a bucket are taken apart at separator sheets."
        yield Reason("separators", words, "separators")
    if draft.afterwards is Afterwards.DELETE:
        words = "Messages can be left as they are, marked as read, flagged or moved."
        yield Reason("afterwards", words, "afterwards")
    if not 1 <= len(draft.user) <= 250:
        yield Reason("user", "Enter the user name of the mailbox.", "user")
    if not 1 <= len(draft.folders) <= MOST_FOLDERS or any(not one for one in draft.folders):
        words = f"Name from 1 to {MOST_FOLDERS} folders of the mailbox, such as INBOX."
        yield Reason("folders", words, "folders")
    if draft.afterwards is Afterwards.MOVE and not draft.move_to:
        yield Reason("move_to", "Say to which folder messages are moved.", "move_to")
    if draft.afterwards is Afterwards.MOVE and draft.move_to in draft.folders:
        words = "Messages cannot be moved to a folder that is read: they would come again."
        yield Reason("move_to", words, "move_to")
    if draft.auth is Auth.OAUTH:
        yield from _of_oauth(draft)


def _of_oauth(draft: SourceDraft) -> Iterator[Reason]:
    if draft.security is Security.NONE:
        words = "A token is sent over a protected connection only."
        yield Reason("security", words, "security")
    try:
        parts = urlsplit(draft.token_address)
        sound = parts.scheme == "https" and bool(parts.hostname) and not parts.username
    except ValueError:
        sound = False
    if not sound:
        words = "Enter the address that gives out tokens. It begins with https://"
        yield Reason("token_address", words, "token_address")
    if not draft.client:
        yield Reason("client", "Enter the client ID that the mail service gave you.", "client")


def _of_folder(draft: SourceDraft) -> Iterator[Reason]:
    if not draft.path.startswith("/") or ".." in draft.path.split("/"):
        yield Reason("path", "Enter the whole path of the folder. It begins with /", "path")
    if draft.afterwards not in (Afterwards.NOTHING, Afterwards.MOVE):
        words = "Files can be left where they are or moved to a folder 'taken'."
        yield Reason("afterwards", words, "afterwards")


def reasons_not_to_keep_secret(draft: SourceDraft, secret: Secret) -> list[Reason]:
    """What is wrong with what is to open the source."""
    if draft.kind is SourceKind.FOLDER:
        return []
    if secret.variable:
        if VARIABLE.fullmatch(secret.variable):
            return []
        words = "The name of the environment variable begins with MUNIMENT_SOURCE_"
        return [Reason("variable", words, "variable")]
    if draft.auth is Auth.OAUTH:
        missing, name = not secret.refresh_token, "refresh_token"
        words = "Enter the refresh token."
    else:
        missing, name, words = not secret.password, "password", "Enter the password."
        if draft.kind is SourceKind.BUCKET:
            words = "Enter the secret access key."
    if missing:
        return [Reason(name, words, name)]
    if len(secret.password) + len(secret.refresh_token) + len(secret.client_secret) > 10_000:
        return [Reason(name, "It is too long.", name)]
    return []


def source_address(draft: SourceDraft, port: int) -> str:
    """How the source is named in captures and at the places of records."""
    if draft.kind is SourceKind.FOLDER:
        return draft.path
    if draft.kind is SourceKind.BUCKET:
        return f"s3://{draft.host}:{port}/{draft.bucket}/{below(draft.prefix)}"
    return f"imap://{draft.host}:{port}/{draft.user}"
