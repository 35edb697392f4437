"""What a backup is made of: a tar of Redis's append-only files and of MongoDB's documents as mongodump writes them."""

import io
import itertools
import tarfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

import bson
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.write_concern import WriteConcern

AOF = "appendonlydir"
MANIFEST = "appendonly.aof.manifest"
RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
TRIES = 20
PIECE = 8 * 1024 * 1024
BATCH = 1000


class BackupError(Exception):
    """One line that says what is wrong."""


def add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(content), int(time.time()), 0o600
    tar.addfile(info, io.BytesIO(content))


def add_redis(tar: tarfile.TarFile, data: Path) -> None:
    """The append-only files as they are at this moment; Redis may be writing meanwhile.

    They only grow, and one that ends in the middle of a command is read up to there. Only a rewrite of the log takes
    files away: it changes the manifest, and then the copy is begun again.
    """
    for _ in range(TRIES):
        copied = copy_files(data / AOF)
        if copied is not None:
            for name, content in copied.items():
                add_bytes(tar, f"redis/{AOF}/{name}", content)
            return
        time.sleep(0.5)
    raise BackupError("Redis keeps rewriting its log: try again in a few minutes")


def copy_files(folder: Path) -> dict[str, bytes] | None:
    """None when the set of files changed while they were read."""
    try:
        manifest = (folder / MANIFEST).read_bytes()
        names = [line.split()[1] for line in manifest.decode().splitlines() if line.startswith("file ")]
        copied = {name: (folder / name).read_bytes() for name in names}
        same = (folder / MANIFEST).read_bytes() == manifest
    except FileNotFoundError:
        if not (folder / MANIFEST).exists():
            raise BackupError(f"there is no append-only log of Redis in {folder}") from None
        return None
    return {MANIFEST: manifest, **copied} if same else None


def add_mongo(tar: tarfile.TarFile, client: "MongoClient[dict[str, Any]]", name: str) -> dict[str, int]:
    """Every collection as of one and the same moment; how many documents each has."""
    counts: dict[str, int] = {}
    database = client.get_database(name, codec_options=RAW)
    with client.start_session(snapshot=True) as session:
        for collection in sorted(client[name].list_collection_names()):
            if collection.startswith("system."):
                continue
            documents = cast(
                "Iterable[RawBSONDocument]", database[collection].find({}, session=session, batch_size=BATCH)
            )
            counts[collection] = add_pieces(tar, f"mongo/{collection}", documents)
    return counts


def add_pieces(tar: tarfile.TarFile, name: str, documents: Iterable[RawBSONDocument]) -> int:
    """A collection in files of bounded size, so that it never has to fit into memory."""
    count, piece, pieces = 0, bytearray(), 0
    for document in documents:
        piece += document.raw
        count += 1
        if len(piece) >= PIECE:
            add_bytes(tar, f"{name}.{pieces:05}.bson", bytes(piece))
            piece, pieces = bytearray(), pieces + 1
    if piece or not pieces:
        add_bytes(tar, f"{name}.{pieces:05}.bson", bytes(piece))
    return count


def read_documents(piece: bytes) -> Iterator[RawBSONDocument]:
    yield from bson.decode_file_iter(io.BytesIO(piece), codec_options=RAW)


def insert_piece(client: "MongoClient[dict[str, Any]]", database: str, collection: str, piece: bytes) -> None:
    there = client.get_database(database, codec_options=RAW, write_concern=WriteConcern(w="majority", j=True))
    documents = read_documents(piece)
    while batch := list(itertools.islice(documents, BATCH)):
        there[collection].insert_many(batch, ordered=False)
