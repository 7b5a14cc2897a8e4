"""The S3 service of the tests: a real Ceph gateway (scripts/ceph.py), a bucket for each test."""

import secrets
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from scripts import ceph

from muniment.foundation.content.adapters.s3 import S3Store
from muniment.foundation.content.types import Place


def why_not() -> str:
    """Why the S3 store cannot be tried; empty where it can."""
    if ceph.answers():
        return ""
    return "no S3 service answers: start one with 'python scripts/ceph.py start'"


@cache
def client():
    """The service as an operator sees it; one for all, for to make one takes a while."""
    return boto3.client(
        "s3",
        endpoint_url=ceph.ENDPOINT,
        aws_access_key_id=ceph.ACCESS,
        aws_secret_access_key=ceph.SECRET,
        region_name="us-east-1",
        config=Config(
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def make_bucket(*, versioned: bool = False) -> Place:
    """A new bucket, and where it is."""
    name = f"test-{secrets.token_hex(6)}"
    client().create_bucket(Bucket=name)
    if versioned:
        client().put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return Place(name, prefix="a/body", endpoint=ceph.ENDPOINT, timeout_seconds=10)


def through(place: Place, port: int, *, seconds: float = 1.0) -> Place:
    """The same bucket, asked by way of another port of this machine."""
    return replace(place, endpoint=f"http://127.0.0.1:{port}", timeout_seconds=seconds)


def remove_bucket(place: Place) -> None:
    """Remove a bucket and all that is in it."""
    asked = client()
    with suppress(asked.exceptions.NoSuchBucket):
        for upload in asked.list_multipart_uploads(Bucket=place.bucket).get("Uploads", ()):
            asked.abort_multipart_upload(
                Bucket=place.bucket, Key=upload["Key"], UploadId=upload["UploadId"]
            )
        for page in asked.get_paginator("list_object_versions").paginate(Bucket=place.bucket):
            for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                asked.delete_object(Bucket=place.bucket, Key=one["Key"], VersionId=one["VersionId"])
        asked.delete_bucket(Bucket=place.bucket)


def everything(store: S3Store) -> list[str]:
    """Whatever there is of a store: every version, every unfinished part, every spooled file."""
    kept = store.bucket
    spool = store._incoming.folder
    return sorted(
        [one.key for one in kept.versions("")]
        + [f"upload {number}" for _, number, _ in kept.unfinished("")]
        + [path.name for path in spool.rglob("*") if path.is_file()]
    )


def write_over(store: S3Store, sha256: str, data: bytes, seal: str = "") -> None:
    """Have other bytes lie where a content lies, as a failing service would."""
    client().put_object(Bucket=store.bucket.name, Key=store._key(sha256, seal), Body=data)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def keys_of_the_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where boto3 looks for keys."""
    if why := why_not():
        pytest.skip(why)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ceph.ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", ceph.SECRET)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def place(request: pytest.FixtureRequest, keys_of_the_gateway: None) -> Iterator[Place]:
    """A bucket; one that keeps versions if the test is about those."""
    versioned = getattr(request, "param", "") == "versions"
    made = make_bucket(versioned=versioned)
    yield made
    remove_bucket(made)


@pytest.fixture
def remote(place: Place, tmp_path: Path) -> S3Store:
    """A store in that bucket."""
    return S3Store(place, tmp_path / "spool")
