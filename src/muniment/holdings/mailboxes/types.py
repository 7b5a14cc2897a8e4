"""Sources that are looked at again and again: what is said of one, and what a look at it finds."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum


class SourceKind(StrEnum):
    """What a source is."""

    IMAP = "imap"
    FOLDER = "folder"
    BUCKET = "s3"


class Security(StrEnum):
    """How the connection to a server is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Auth(StrEnum):
    """How Muniment signs in at a mail server."""

    PASSWORD = "password"  # noqa: S105
    OAUTH = "oauth"


class Afterwards(StrEnum):
    """What happens to an item at its source once it is a record."""

    NOTHING = "nothing"
    READ = "read"
    FLAG = "flag"
    MOVE = "move"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """A source as somebody described it. `into`: the class or folder, by reference. `folders`: of
    a mailbox, those to be read. `path`: of a watched folder. `bucket`, `prefix` and `region`: of
    an S3 service, where `user` is the access key. `separators`: scans are taken apart at
    separator sheets. `every` in minutes. Port 0 stands for the usual one.
    `owner`: whose mailbox it is (user name, e-mail or reference); they choose what is saved.
    Blank: everything is taken."""

    name: str
    kind: SourceKind
    into: str
    host: str = ""
    port: int = 0
    security: Security = Security.TLS
    user: str = ""
    auth: Auth = Auth.PASSWORD
    token_address: str = ""
    client: str = ""
    scope: str = ""
    folders: tuple[str, ...] = ("INBOX",)
    path: str = ""
    afterwards: Afterwards = Afterwards.NOTHING
    move_to: str = ""
    every: int = 15
    bucket: str = ""
    prefix: str = ""
    region: str = ""
    separators: bool = False
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens a source. Never shown, logged or stored in the database: `repr` has nothing of
    it. `variable` names an environment variable that holds the password instead."""

    password: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    variable: str = ""

    @property
    def given(self) -> bool:
        """Whether there is anything in it."""
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class Login:
    """How to sign in: with a password, or with a token that was issued for a short time."""

    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder of a mailbox as the server shows it: `numbering` is its UIDVALIDITY."""

    name: str
    numbering: int
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A message that the server lists. `size` in bytes, as the server says it."""

    uid: int
    size: int
    received: datetime | None = None
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class BucketPlace:
    """A bucket of an S3 service, and the access key (`user`) that opens it."""

    host: str
    port: int
    security: Security
    bucket: str
    region: str
    user: str


@dataclass(frozen=True, slots=True)
class ListedObject:
    """An object that an S3 service lists. `size` in bytes; `tag` (its ETag) changes when it is
    written with other bytes."""

    key: str
    size: int
    tag: str
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What can be seen of a message without taking it: its flags and keywords in small letters,
    its headers (`whole` where none of them is cut off), and the first bytes below them."""

    uid: int
    size: int
    received: datetime | None
    flags: frozenset[str]
    head: bytes = field(repr=False)
    opening: bytes = field(default=b"", repr=False)
    whole: bool = True


class SourceProblem(Exception):
    """Why a source could not be looked at, in a sentence for people. The next look goes on."""


class ObjectProblem(SourceProblem):
    """Why one thing could not be fetched, while the source can be looked at all the same. `gone`:
    it is not there any more."""

    def __init__(self, words: str, *, gone: bool = False) -> None:
        super().__init__(words)
        self.gone = gone


@dataclass
class Looked:
    """What one look at a source came to."""

    items: int = 0
    captured: int = 0
    linked: int = 0
    refused: int = 0
    failed: int = 0
    opened: int = 0
    known: int = 0
    problem: str = ""
    more: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def told(self) -> dict[str, int]:
        """The counts, for the page of the source."""
        names = ("items", "captured", "linked", "refused", "failed", "opened", "known")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a test of a source found."""

    well: bool
    words: str
