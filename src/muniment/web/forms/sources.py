"""The forms about sources that are looked at again and again."""

from typing import Any

from django import forms

from muniment.holdings.mailboxes import rules
from muniment.holdings.mailboxes.types import (
    Afterwards,
    Auth,
    Secret,
    Security,
    SourceDraft,
    SourceKind,
)
from muniment.web.fields import WholeNumberField

SECURITY = [
    (Security.TLS.value, "TLS from the start (usual, port 993)"),
    (Security.STARTTLS.value, "STARTTLS (port 143)"),
    (Security.NONE.value, "None, for a server on this machine only"),
]
AUTH = [
    (Auth.PASSWORD.value, "With a password"),
    (Auth.OAUTH.value, "With OAuth, as Microsoft 365 and Google ask"),
]
MAIL_AFTERWARDS = [
    (Afterwards.NOTHING.value, "Leave them as they are"),
    (Afterwards.READ.value, "Mark them as read"),
    (Afterwards.FLAG.value, "Flag them"),
    (Afterwards.MOVE.value, "Move them to another folder of the mailbox"),
]
FOLDER_AFTERWARDS = [
    (Afterwards.NOTHING.value, "Leave them as they are"),
    (Afterwards.MOVE.value, "Move them to a folder “taken” beside them"),
]
BUCKET_AFTERWARDS = [
    (Afterwards.NOTHING.value, "Leave them where they are"),
    (Afterwards.MOVE.value, "Move them below another prefix of the bucket"),
    (Afterwards.DELETE.value, "Delete them from the bucket"),
]
SAID = (
    *("name", "into", "host", "user", "token_address", "client", "scope", "path", "move_to"),
    *("bucket", "prefix", "region", "owner"),
)


def _secret(label: str, **given: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, required=False, max_length=8000, strip=False, widget=widget, **given
    )


class SourceForm(forms.Form):
    """What every source has."""

    name = forms.CharField(
        label="What to call it", max_length=200, error_messages={"required": "Give it a name."}
    )
    into = forms.CharField(
        label="File into",
        max_length=100,
        help_text="The reference of a class, such as HOU/REP, or a folder, such as F-7K3M9-QXV2B.",
        error_messages={"required": "Say into which class or folder."},
    )
    every = WholeNumberField(label="Look every so many minutes", min_value=1, max_value=10_080)
    kind = SourceKind.FOLDER

    def draft(self) -> SourceDraft:
        """The source as it was described."""
        values = self.cleaned_data
        said = {name: values[name].strip() for name in SAID if name in values}
        return SourceDraft(kind=self.kind, every=values["every"], **said, **self._chosen(values))

    def _chosen(self, values: dict[str, Any]) -> dict[str, Any]:
        return {}

    def secret(self) -> Secret:
        """What was typed to open it with."""
        names = ("password", "refresh_token", "client_secret")
        return Secret(**{name: self.cleaned_data.get(name, "") for name in names})


class MailboxForm(SourceForm):
    """A mailbox on a server."""

    host = forms.CharField(
        label="Mail server",
        max_length=253,
        help_text="Such as imap.example.org.",
        error_messages={"required": "Enter the name of the mail server."},
    )
    security = forms.ChoiceField(
        label="How the connection is protected", choices=SECURITY, widget=forms.RadioSelect
    )
    port = WholeNumberField(label="Port (optional)", required=False, min_value=1, max_value=65_535)
    user = forms.CharField(
        label="User name of the mailbox",
        max_length=250,
        error_messages={"required": "Enter the user name of the mailbox."},
    )
    auth = forms.ChoiceField(label="How to sign in", choices=AUTH, widget=forms.RadioSelect)
    password = _secret(
        "Password", help_text="It is kept in a file of its own, never in the database or a backup."
    )
    token_address = forms.CharField(
        label="OAuth: address that gives out tokens",
        required=False,
        max_length=500,
        help_text="Only for OAuth. It begins with https://",
    )
    client = forms.CharField(label="OAuth: client ID", required=False, max_length=200)
    client_secret = _secret("OAuth: client secret, if there is one")
    refresh_token = _secret("OAuth: refresh token")
    scope = forms.CharField(label="OAuth: scope (optional)", required=False, max_length=500)
    folders = forms.CharField(
        label="Folders to read",
        help_text="One on each line.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Name at least one folder, such as INBOX."},
    )
    afterwards = forms.ChoiceField(
        label="What happens to messages in the mailbox once they are records",
        choices=MAIL_AFTERWARDS,
        widget=forms.RadioSelect,
    )
    move_to = forms.CharField(label="Folder to move them to", required=False, max_length=500)
    owner = forms.CharField(
        label="Whose mailbox it is (optional)",
        required=False,
        max_length=250,
        help_text="Their user name or email address. They see what seems worth saving and choose. "
        "Leave it empty for a shared mailbox: everything in it is taken.",
    )
    kind = SourceKind.IMAP
    field_order = (
        *("name", "owner", "into", "host", "security", "port", "user", "auth", "password"),
        *("token_address", "client", "client_secret", "refresh_token", "scope"),
        *("folders", "afterwards", "move_to", "every"),
    )

    def _chosen(self, values: dict[str, Any]) -> dict[str, Any]:
        lines = [one.strip() for one in values["folders"].splitlines()]
        return {
            "security": Security(values["security"]),
            "auth": Auth(values["auth"]),
            "port": values["port"] or 0,
            "folders": tuple(one for one in lines if one),
            "afterwards": Afterwards(values["afterwards"]),
        }


def _separators() -> forms.BooleanField:
    return forms.BooleanField(
        label="Take scans apart at separator sheets",
        required=False,
        help_text="The pages behind each sheet become a record where that sheet says. A PDF "
        "without sheets is taken as it is.",
    )


class WatchedForm(SourceForm):
    """A folder of the machine that Muniment runs on."""

    separators = _separators()
    path = forms.CharField(
        label="Folder",
        max_length=1000,
        help_text="Its whole path on the machine that Muniment runs on. An administrator says "
        "which folders may be watched.",
        error_messages={"required": "Enter the path of the folder."},
    )
    afterwards = forms.ChoiceField(
        label="What happens to files once they are records",
        choices=FOLDER_AFTERWARDS,
        widget=forms.RadioSelect,
    )
    field_order = ("name", "into", "path", "separators", "afterwards", "every")

    def _chosen(self, values: dict[str, Any]) -> dict[str, Any]:
        chosen = Afterwards(values["afterwards"])
        return {"afterwards": chosen, "separators": values["separators"]}


class BucketForm(SourceForm):
    """A part of a bucket of an S3 service."""

    address = forms.CharField(
        label="Address of the service",
        max_length=300,
        help_text="Such as https://s3.eu-west-2.amazonaws.com or https://s3.example.org:9000.",
        error_messages={"required": "Enter the address of the service."},
    )
    region = forms.CharField(
        label="Region (optional)",
        required=False,
        max_length=40,
        help_text="Only if the service asks for one, such as eu-west-2.",
    )
    bucket = forms.CharField(
        label="Bucket", max_length=63, error_messages={"required": "Enter the name of the bucket."}
    )
    prefix = forms.CharField(  # type: ignore[assignment]  # Django takes it for a field
        label="Prefix (optional)",
        required=False,
        max_length=1024,
        help_text="Only objects below it are taken. For objects such as scans/2026/a.pdf enter "
        "scans. Leave it empty to take all of the bucket.",
    )
    user = forms.CharField(
        label="Access key ID",
        max_length=250,
        error_messages={"required": "Enter the access key ID."},
    )
    password = _secret(
        "Secret access key",
        help_text="It is kept in a file of its own, never in the database or a backup.",
    )
    afterwards = forms.ChoiceField(
        label="What happens to objects once they are records",
        choices=BUCKET_AFTERWARDS,
        widget=forms.RadioSelect,
    )
    move_to = forms.CharField(
        label="Prefix to move them below",
        required=False,
        max_length=500,
        help_text="Only if they are moved. Such as done.",
    )
    separators = _separators()
    kind = SourceKind.BUCKET
    field_order = (
        *("name", "into", "address", "region", "bucket", "prefix", "user", "password"),
        *("separators", "afterwards", "move_to", "every"),
    )

    def clean_address(self) -> str:
        """The address, if it is one."""
        said: str = self.cleaned_data["address"]
        if rules.endpoint_parts(said) is None:
            words = "Enter an address that begins with https:// and names a server, nothing more."
            raise forms.ValidationError(words)
        return said

    def _chosen(self, values: dict[str, Any]) -> dict[str, Any]:
        host, port, security = rules.endpoint_parts(values["address"]) or ("", 0, Security.TLS)
        return {
            **{"host": host, "port": port, "security": security},
            "afterwards": Afterwards(values["afterwards"]),
            "separators": values["separators"],
        }


def initial(draft: SourceDraft) -> dict[str, Any]:
    """What stands in the form of a source that is there."""
    found = {name: getattr(draft, name) for name in SAID}
    return {
        **found,
        "every": draft.every,
        "separators": draft.separators,
        "address": rules.endpoint_of(draft.host, draft.port, draft.security),
        "port": draft.port or None,
        "security": draft.security.value,
        "auth": draft.auth.value,
        "folders": "\n".join(draft.folders),
        "afterwards": draft.afterwards.value,
    }
