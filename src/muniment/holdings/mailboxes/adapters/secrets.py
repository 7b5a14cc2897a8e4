"""What opens sources: a file each below the keys of the body, which no backup contains."""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from muniment.foundation.content.adapters import durable
from muniment.holdings.mailboxes.types import Secret, SourceProblem

FILE, VARIABLE = "file:", "variable:"


def keep(secret: Secret) -> str:
    """Keep the secret; the name of its place, for the row. Readable by its owner alone."""
    if secret.variable:
        return VARIABLE + secret.variable
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    _write(folder / name, secret)
    return FILE + name


def _folder() -> Path:
    return Path(settings.MUNIMENT_HOME) / "keys" / "sources"


def _write(path: Path, secret: Secret) -> None:
    told = {
        "password": secret.password,
        "refresh_token": secret.refresh_token,
        "client_secret": secret.client_secret,
    }
    handle = durable.create_new(path)
    try:
        durable.write_all(handle, json.dumps(told).encode("utf-8"))
        os.fsync(handle)
    finally:
        os.close(handle)
    durable.sync_folder(path.parent)


def read(place: str) -> Secret:
    """The secret at a place. Raises SourceProblem where it is gone."""
    if place.startswith(VARIABLE):
        name = place.removeprefix(VARIABLE)
        found = os.environ.get(name, "")
        if not found:
            raise SourceProblem(f"The environment variable {name} is not set.")
        return Secret(password=found, refresh_token=found, variable=name)
    try:
        told = json.loads((_folder() / Path(place.removeprefix(FILE)).name).read_text("utf-8"))
        return Secret(**{name: str(value) for name, value in told.items()})
    except (OSError, ValueError, TypeError) as error:
        raise SourceProblem("The password is not here any more. Enter it again.") from error


def renew(place: str, secret: Secret) -> None:
    """Put another secret in the place of one: a service may give a new token for each used."""
    if not place.startswith(FILE):
        return
    path = _folder() / place.removeprefix(FILE)
    new = path.with_name(f".{secrets.token_hex(8)}.new")
    _write(new, secret)
    new.replace(path)
    durable.sync_folder(path.parent)


def forget(place: str) -> None:
    """Remove the secret at a place. Safe to repeat."""
    if place.startswith(FILE):
        with suppress(FileNotFoundError):
            (_folder() / place.removeprefix(FILE)).unlink()
