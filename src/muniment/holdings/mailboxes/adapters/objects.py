"""A bucket of an S3 service as a source: what lies under a prefix, and fetching and moving it."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPException
from itertools import pairwise
from typing import Any, BinaryIO, Self

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from muniment.holdings.mailboxes.adapters.http_wire import PIECE, Line
from muniment.holdings.mailboxes.types import (
    BucketPlace,
    ListedObject,
    ObjectProblem,
    Secret,
    Security,
    SourceProblem,
)

PAGE = 1000
NAMES_MOST = 20  # how often a name may be taken where things are moved to
ALIVE_SECONDS = 10.0
_CODE = re.compile(r"[A-Za-z0-9]{1,60}")
_KEYS = frozenset({"InvalidAccessKeyId", "SignatureDoesNotMatch"})
_GONE = frozenset({"404", "NoSuchKey", "NoSuchVersion"})
_CHANGED = frozenset({"412", "PreconditionFailed", "ConditionalRequestConflict"})
_ELSEWHERE = frozenset({"301", "PermanentRedirect", "AuthorizationHeaderMalformed"})


class Objects:
    """The objects of a bucket, asked for one at a time. Use it as a context manager."""

    def __init__(self, place: BucketPlace, secret: Secret) -> None:
        self._bucket, self._host = place.bucket, place.host
        self._line = Line(place.host, place.port, place.security)
        scheme = "http" if place.security is Security.NONE else "https"
        session = boto3.session.Session(
            aws_access_key_id=place.user,
            aws_secret_access_key=secret.password,
            region_name=place.region,
        )
        self._client: Any = session.client(
            "s3",
            endpoint_url=f"{scheme}://{place.host}:{place.port}",
            config=Config(
                retries={"mode": "standard", "total_max_attempts": 2},
                proxies={},
                s3={"addressing_style": "path", "payload_signing_enabled": True},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        # botocore signs, reads and repeats; what is sent goes over the line that was judged.
        self._client.meta.events.register("before-send.s3", self._line.send)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._line.close()

    def listed(self, prefix: str, after: str = "") -> Iterator[list[ListedObject]]:
        """What lies under keys that begin so and come behind `after`, page by page, in the order
        of the keys. Raises SourceProblem."""
        while True:
            page = self._ask(
                "listing what is there",
                self._client.list_objects_v2,
                Prefix=prefix,
                MaxKeys=PAGE,
                **({"StartAfter": after} if after else {}),
            )
            found = [_listed(one) for one in page.get("Contents", ())]
            keys = [after.encode(), *(one.key.encode() for one in found)]
            ascending = all(low < high for low, high in pairwise(keys))
            if not ascending or not all(one.key.startswith(prefix) for one in found):
                raise SourceProblem("The service lists its objects without order.")
            yield found
            if not page.get("IsTruncated") or not found:
                return
            after = found[-1].key

    def fetch_into(
        self, one: ListedObject, target: BinaryIO, alive: Callable[[], None] = lambda: None
    ) -> None:
        """Write the object into a file. Raises ObjectProblem where it is not the one that was
        listed, SourceProblem where the service does not give it."""
        self._line.expected = one.size
        doing = "fetching an object"
        try:
            wish = {"Key": one.key, **({"IfMatch": one.tag} if one.tag else {})}
            body = self._ask(doing, self._client.get_object, **wish)["Body"]
            with closing(body):
                size = self._copied(body, target, one.size, alive)
        except (BotoCoreError, HTTPException, OSError, ValueError) as error:
            self._line.close()
            words = f"While {doing}, the connection was lost or the service did not answer in time."
            raise SourceProblem(words) from error
        except BaseException:
            self._line.close()
            raise
        finally:
            self._line.expected = 0
        if size != one.size:
            self._line.close()
            told = f"The service lists {one.size:,} bytes and gives {_other(size, one.size)}."
            raise ObjectProblem(told)

    def _copied(self, body: Any, target: BinaryIO, most: int, alive: Callable[[], None]) -> int:
        size, said = 0, time.monotonic()
        while size <= most and (piece := body.read(PIECE)):
            target.write(piece)
            size += len(piece)
            if time.monotonic() - said > ALIVE_SECONDS:
                said = time.monotonic()
                alive()
        return size

    def move(self, one: ListedObject, target: str) -> bool:
        """Move the object to another key, never over another object. False where it is not the
        object any more that was taken, which stays. Raises SourceProblem."""
        free = self._free(one, target)
        if free is None:
            return False
        key, is_there = free
        try:
            if not is_there:
                source = {"Bucket": self._bucket, "Key": one.key}
                wish = {"CopySourceIfMatch": one.tag} if one.tag else {}
                copy = self._client.copy_object
                self._ask("moving an object", copy, Key=key, CopySource=source, **wish)
        except ObjectProblem:
            return False
        return self.delete(one)

    def _free(self, one: ListedObject, target: str) -> tuple[str, bool] | None:
        """A key that nothing has yet, or that has the same object since a move that was cut off."""
        folder, slash, name = target.rpartition("/")
        stem, dot, ending = name.rpartition(".") if "." in name[1:] else (name, "", "")
        for number in range(NAMES_MOST):
            behind = f" ({number})" if number else ""
            key = f"{folder}{slash}{stem}{behind}{dot}{ending}"
            found = self._head(key)
            if found is None:
                return key, False
            if one.tag and found == (one.size, one.tag):
                return key, True
        return None

    def delete(self, one: ListedObject) -> bool:
        """Delete the object. False where it is not the one any more that was taken. The service is
        asked just before, as many do not know how to delete on a condition."""
        found = self._head(one.key)
        if found is None:
            return True
        if one.tag and found != (one.size, one.tag):
            return False
        self._ask("deleting an object", self._client.delete_object, Key=one.key)
        return True

    def _head(self, key: str) -> tuple[int, str] | None:
        """Size and tag of what is under the key; None for nothing."""
        try:
            found = self._ask("asking for an object", self._client.head_object, Key=key)
        except ObjectProblem as problem:
            if problem.gone:
                return None
            raise
        return found["ContentLength"], found.get("ETag", "")

    def _ask(self, doing: str, request: Callable[..., Any], **wish: Any) -> Any:
        try:
            return request(Bucket=self._bucket, **wish)
        except ClientError as error:
            raise self._refusal(doing, error, wish) from error
        except HTTPClientError as error:
            words = f"While {doing}, the connection was lost or the service did not answer in time."
            raise SourceProblem(words) from error
        except (BotoCoreError, ValueError, KeyError, TypeError, AttributeError) as error:
            # Its words may hold anything that the service said.
            raise SourceProblem(f"While {doing}, the service answered with nonsense.") from error

    def _refusal(self, doing: str, error: ClientError, wish: dict[str, Any]) -> SourceProblem:
        told = str(error.response.get("Error", {}).get("Code", ""))
        code = told if _CODE.fullmatch(told) else "an unknown code"
        if code == "NoSuchBucket" or (code in _GONE and "Key" not in wish):
            return SourceProblem(f"There is no bucket called {self._bucket}.")
        if code in _GONE:
            return ObjectProblem("It was gone when it was to be fetched.", gone=True)
        if code in _CHANGED:
            return ObjectProblem("It was changed after it was listed. The next look takes it.")
        if code in _KEYS:
            return SourceProblem("The service does not accept the access key and its secret.")
        if code in _ELSEWHERE:
            return SourceProblem("The bucket is in another region. Enter its region and address.")
        if code == "RequestTimeTooSkewed":
            return SourceProblem("The clock of this machine and that of the service differ.")
        if code in ("AccessDenied", "403"):
            words = f"While {doing}, the service said that this access key may not do so."
            return ObjectProblem(words) if doing.startswith("fetching") else SourceProblem(words)
        if code == "InvalidObjectState":
            return ObjectProblem("It is in an archive and has to be restored there first.")
        return SourceProblem(f"While {doing}, the service answered with {code}.")


def _other(size: int, wanted: int) -> str:
    return "more" if size > wanted else f"{size:,}"


def _listed(one: Any) -> ListedObject:
    return ListedObject(one["Key"], one["Size"], one.get("ETag", ""), one.get("LastModified"))
