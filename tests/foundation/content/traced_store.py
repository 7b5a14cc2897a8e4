"""A program that stores files and says so, as itself or as a named mutant. Run under strace."""

import os
import sys
from pathlib import Path

from muniment.foundation.content.adapters import durable, incoming
from muniment.foundation.content.adapters.filesystem import FilesystemStore
from muniment.foundation.content.adapters.staging import Unsealed


def no_file_sync() -> None:
    incoming._make_durable = lambda handle: None


def no_folder_sync() -> None:
    durable.sync_folder = lambda folder: None


def sync_before_writing() -> None:
    copy = incoming.Incoming._copy

    def copied(self, stream, handle, *given):  # type: ignore[no-untyped-def]
        os.fsync(handle)
        return copy(self, stream, handle, *given)

    incoming.Incoming._copy = copied
    no_file_sync()


def no_sync_of_new_folders() -> None:
    def made(self, folder):  # type: ignore[no-untyped-def]
        folder.mkdir(parents=True, exist_ok=True)

    FilesystemStore._make_folder = made


def acknowledge_before_commit() -> None:
    commit = FilesystemStore.commit_many

    def committed(self, staged):  # type: ignore[no-untyped-def]
        acknowledge([one.sha256 for one in staged])
        commit(self, staged)

    FilesystemStore.commit_many = committed


def forget_deletion() -> None:
    FilesystemStore.delete = lambda self, sha256: [one.unlink() for one in self._forms(sha256)]


MUTANTS = {
    "": lambda: None,
    **{
        mutant.__name__: mutant
        for mutant in (
            no_file_sync,
            no_folder_sync,
            sync_before_writing,
            no_sync_of_new_folders,
            acknowledge_before_commit,
            forget_deletion,
        )
    },
}


def acknowledge(digests: list[str]) -> None:
    os.write(1, f"ACK {' '.join(digests)}\n".encode())


class Sealing(Unsealed):
    """The book of a store that seals what comes in."""

    def sealing(self) -> bool:
        return True


def main(folder: Path, mutant: str, sealing: bool) -> None:
    MUTANTS[mutant]()
    store = FilesystemStore(folder / "store", book=Sealing() if sealing else None)
    sources = []
    for number in range(6):
        path = folder / f"{number}.txt"
        path.write_text(f"content {number} " * 1000 * (number + 1))
        sources.append(path)
    staged = store.stage_many(sources[:5])
    store.commit_many(staged)
    acknowledge([one.sha256 for one in staged])
    with sources[5].open("rb") as upload:
        one = store.store(upload)
    acknowledge([one.sha256])
    store.delete(one.sha256)
    os.write(1, f"GONE {one.sha256}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:] == ["sealing"])
