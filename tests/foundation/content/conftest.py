"""Real stores, real sandboxes, and the shared drive where it is there."""

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.foundation.content import gateway
from tests.foundation.content.gateway import keys_of_the_gateway, place, remote
from tests.foundation.content.shelves import Shelf

from muniment.foundation.content.adapters import sandbox
from muniment.foundation.content.adapters.filesystem import FilesystemStore
from muniment.foundation.content.adapters.identify import Identifier
from muniment.foundation.content.adapters.s3 import S3Store
from muniment.foundation.content.adapters.sandbox import Extractor

__all__ = ["keys_of_the_gateway", "place", "remote"]
DRIVE = Path(__file__).parents[4] / "shared" / "data" / "shared-drive.tar.gz"


@pytest.fixture
def store(tmp_path: Path) -> FilesystemStore:
    return FilesystemStore(tmp_path / "store")


@pytest.fixture(params=["folder", "bucket", "bucket with versions"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    """A store of either kind."""
    if request.param == "folder":
        yield Shelf(FilesystemStore(tmp_path / "store"))
        return
    request.getfixturevalue("keys_of_the_gateway")
    place = gateway.make_bucket(versioned="versions" in request.param)
    yield Shelf(S3Store(place, tmp_path / "spool"))
    gateway.remove_bucket(place)


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    if why := sandbox.available():
        pytest.skip(why)
    with Extractor() as started:
        yield started


@pytest.fixture(scope="module")
def identifier() -> Iterator[Identifier]:
    with Identifier() as started:
        yield started


@pytest.fixture(scope="session")
def drive(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every regular file of the shared drive, unpacked."""
    if not DRIVE.is_file():
        pytest.skip("the shared drive is not beside the project")
    folder = tmp_path_factory.mktemp("drive")
    with tarfile.open(DRIVE) as archive:
        archive.extractall(folder, filter=_as_is)
    found = [Path(parent, name) for parent, _, names in os.walk(folder) for name in names]
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def _as_is(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    # Links that point outside are for capture's own tests.
    return None if member.issym() or member.islnk() else member
