"""Reading the settings that name services of other machines."""

import math
import os
import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from muniment.foundation.content.types import Place


def broker(given: str) -> str:
    """The URL of RabbitMQ; blank where the database itself wakes the workers."""
    if given and urlsplit(given).scheme not in {"amqp", "amqps"}:
        raise ImproperlyConfigured("MUNIMENT_BROKER must be amqp:// or amqps://.")
    return given


def content_store(given: str, endpoint: str) -> Place | None:
    """The bucket, as s3://bucket/prefix; None for the folder in the data folder."""
    if not given:
        return None
    found = re.fullmatch(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/?([A-Za-z0-9._/-]*)", given)
    if not found or ".." in given or "//" in given.removeprefix("s3://"):
        raise ImproperlyConfigured(
            "MUNIMENT_CONTENT_STORE must be s3://bucket or s3://bucket/prefix."
        )
    where = urlsplit(endpoint)
    if endpoint and (where.scheme not in {"http", "https"} or where.username or not where.hostname):
        raise ImproperlyConfigured("MUNIMENT_S3_ENDPOINT must be a URL without a user name.")
    if where.scheme == "http" and where.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ImproperlyConfigured(
            "MUNIMENT_S3_ENDPOINT must begin with https:// unless it is on this machine: "
            "records would cross the network in the clear."
        )
    return Place(
        bucket=found[1],
        prefix=found[2].strip("/"),
        endpoint=endpoint,
        region=os.environ.get("MUNIMENT_S3_REGION", "us-east-1"),
        timeout_seconds=_seconds(os.environ.get("MUNIMENT_S3_TIMEOUT", "") or "30"),
    )


def _seconds(given: str) -> float:
    """How long the service may be silent."""
    try:
        found = float(given)
    except ValueError:
        found = 0
    if not 0 < found < math.inf:
        raise ImproperlyConfigured("MUNIMENT_S3_TIMEOUT must be a number of seconds above 0.")
    return found
