"""Writes OLE compound files (MS-CFB), which no library at hand can: streams in one storage."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NONE = 0xFFFFFFFF
# Streams below this length would live in the mini stream; ours are padded past it instead.
CUTOFF = 4096


def compound(streams: dict[str, bytes], pad: bool = True) -> bytes:
    """A compound file with these streams; a name may hold one slash for a storage."""
    entries = _tree(streams)
    data, chains = bytearray(), []
    for entry in entries:
        body = entry["body"]
        if body is None:
            continue
        body = body.ljust(CUTOFF, b"\0") if pad else body
        entry["start"], entry["size"] = len(data) // SECTOR, len(body)
        data += body.ljust(-(-len(body) // SECTOR) * SECTOR, b"\0")
        chains.append((entry["start"], len(data) // SECTOR))
    directory = b"".join(_entry(entry) for entry in entries)
    directory = directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0")
    first_directory = len(data) // SECTOR
    data += directory
    chains.append((first_directory, len(data) // SECTOR))
    return _file(bytes(data), chains, first_directory)


def _tree(streams: dict[str, bytes]) -> list[dict]:
    root = {"name": "Root Entry", "kind": 5, "body": None, "inside": []}
    entries = [root]
    storages: dict[str, dict] = {}
    for name, body in streams.items():
        storage, slash, leaf = name.rpartition("/")
        holder = root
        if slash:
            if storage not in storages:
                storages[storage] = {"name": storage, "kind": 1, "body": None, "inside": []}
                entries.append(storages[storage])
                root["inside"].append(len(entries) - 1)
            holder = storages[storage]
        entries.append({"name": leaf, "kind": 2, "body": body, "inside": []})
        holder["inside"].append(len(entries) - 1)
    for holder in entries:
        inside = sorted(
            holder["inside"], key=lambda n: (len(entries[n]["name"]), entries[n]["name"])
        )
        holder["child"] = inside[0] if inside else NONE
        for here, following in zip(inside, [*inside, NONE][1:], strict=True):
            entries[here]["right"] = following
    return entries


def _entry(entry: dict) -> bytes:
    name = entry["name"].encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBB3L16sLQQLQ",
        name,
        len(name),
        entry["kind"],
        1,
        NONE,
        entry.get("right", NONE),
        entry["child"],
        b"",
        0,
        0,
        0,
        entry.get("start", END if entry["kind"] == 5 else 0),
        entry.get("size", 0),
    )


def _file(data: bytes, chains: list[tuple[int, int]], first_directory: int) -> bytes:
    used = len(data) // SECTOR
    fat_sectors = 1
    while fat_sectors * 128 < used + fat_sectors:
        fat_sectors += 1
    fat = [FREE] * (fat_sectors * 128)
    for start, stop in chains:
        for sector in range(start, stop):
            fat[sector] = sector + 1 if sector + 1 < stop else END
    places = [used + number for number in range(fat_sectors)]
    for place in places:
        fat[place] = FAT
    header = struct.pack(
        "<8s16s5H6x9L",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fat_sectors,
        first_directory,
        0,
        CUTOFF,
        END,
        0,
        END,
        0,
    )
    difat = (places + [FREE] * 109)[:109]
    return header + struct.pack("<109L", *difat) + data + struct.pack(f"<{len(fat)}L", *fat)
