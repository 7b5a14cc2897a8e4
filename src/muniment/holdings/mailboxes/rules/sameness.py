"""How a message of a mailbox is known again."""

import hashlib

from muniment.holdings.mailboxes.types import Listed

UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".swp", "~")


def item_path(folder: str, numbering: int, uid: int) -> bytes:
    """The path of a message within its mailbox. RFC 9051: a UID with its UIDVALIDITY and folder
    never stands for another message."""
    return f"{folder.strip('/') or 'mailbox'}/{numbering}-{uid}.eml".encode("utf-8", "replace")


def is_on_its_way(name: str) -> bool:
    """Whether the name is one that programs give to a file that they are still writing."""
    lower = name.lower()
    return lower.startswith(("~$", ".")) or lower.endswith(UNFINISHED)


def digest_of(listed: Listed) -> str:
    """What a message is known by when the server numbers its messages anew: a digest of its
    Message-ID and size; empty where it has no Message-ID."""
    if not listed.message_id:
        return ""
    return hashlib.sha256(f"{listed.message_id}\0{listed.size}".encode()).hexdigest()


def of_content(sha256: str) -> str:
    """What a message without a Message-ID is known by."""
    return f"content {sha256[:56]}"
