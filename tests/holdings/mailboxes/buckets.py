"""Buckets of the gateway as sources."""

from scripts import ceph
from tests.foundation.content import gateway

from muniment.holdings.mailboxes.types import Security, SourceDraft, SourceKind


class Bucket:
    """A bucket of the gateway as its owner sees it."""

    secret = ceph.SECRET

    def __init__(self, name):
        self.name, self.asked = name, gateway.client()

    def put_all(self, objects):
        for key, data in objects.items():
            self.asked.put_object(Bucket=self.name, Key=key, Body=data)

    @property
    def keys(self):
        pages = self.asked.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        return [one["Key"] for page in pages for one in page.get("Contents", ())]


def draft(**said):
    usual = {
        **{"host": "127.0.0.1", "port": ceph.GATEWAY, "security": Security.NONE},
        **{"user": ceph.ACCESS, "prefix": "in", "every": 5},
    }
    return SourceDraft("Bucket", SourceKind.BUCKET, "HOU", **{**usual, **said})
