"""`python -m deploy.server.restore`: puts a backup back; MongoDB runs meanwhile, Redis, hubs and archivers do not."""

import argparse
import asyncio
import re
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import IO

import orjson
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from config.clients import Document, connect_mongo, prepare
from config.settings import Settings, SettingsError, load_settings
from deploy.server.backup import FORMAT
from deploy.server.dump import AOF, MANIFEST, BackupError, insert_piece, read_documents

AOF_FILE = re.compile(r"redis/appendonlydir/(appendonly\.aof\.[\w.]+)")
PIECE = re.compile(r"mongo/([a-z_]{1,40})\.\d{5}\.bson")


def restore(settings: Settings, redis_data: Path, source: IO[bytes]) -> dict[str, int]:
    """Replaces both stores by what the backup has; how many documents there are of each collection.

    The whole backup is read and counted before anything is replaced: one that is cut short changes nothing.
    """
    with tempfile.TemporaryDirectory(prefix="alo-restore-", dir=redis_data) as place:
        folder = Path(place)
        about = unpack(source, folder)
        counts = count_documents(folder / "mongo")
        if counts != about["documents"]:
            raise BackupError(f"the backup promises {about['documents']} and has {counts}")
        replace_mongo(settings, folder / "mongo")
        replace_redis(folder / "redis", redis_data)
    return counts


def unpack(source: IO[bytes], folder: Path) -> Document:
    """Into files of our own naming, whatever the archive calls them; raises BackupError unless it is a whole backup."""
    about: Document = {}
    try:
        with tarfile.open(fileobj=source, mode="r|gz") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if member.name == "backup.json" and content:
                    about = orjson.loads(content.read())
                elif content and (AOF_FILE.fullmatch(member.name) or PIECE.fullmatch(member.name)):
                    path = folder / member.name.replace(f"/{AOF}/", "/")
                    path.parent.mkdir(exist_ok=True)
                    with path.open("wb") as file:
                        shutil.copyfileobj(content, file)
                else:
                    raise BackupError(f"this is no backup of Alo's: {member.name[:80]}")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupError(f"the backup can't be read to its end: {error}") from None
    if about.get("format") != FORMAT or not (folder / "redis" / MANIFEST).exists():
        raise BackupError("this is no whole backup of Alo's")
    return about


def count_documents(folder: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    for path in sorted(folder.glob("*.bson")):
        name = collection_of(path)
        counts[name] = counts.get(name, 0) + sum(1 for _ in read_documents(path.read_bytes()))
    return counts


def collection_of(path: Path) -> str:
    return path.name.split(".", 1)[0]


def replace_mongo(settings: Settings, folder: Path) -> None:
    client: MongoClient[Document] = MongoClient(settings.mongo_url, serverSelectionTimeoutMS=10_000)
    with client:
        for collection in client[settings.mongo_db].list_collection_names():
            if not collection.startswith("system."):
                client[settings.mongo_db].drop_collection(collection)
        asyncio.run(make_collections(settings))
        for path in sorted(folder.glob("*.bson")):
            insert_piece(client, settings.mongo_db, collection_of(path), path.read_bytes())


async def make_collections(settings: Settings) -> None:
    database = connect_mongo(settings)
    try:
        await prepare(database)
    finally:
        database.client.close()


def replace_redis(copied: Path, data: Path) -> None:
    """The log that was there is kept beside, until the next restore, under the name `appendonlydir.before`."""
    place, before = data / AOF, data / f"{AOF}.before"
    shutil.rmtree(before, ignore_errors=True)
    if place.exists():
        place.rename(before)
    shutil.copytree(copied, place)


def main() -> int:
    parser = argparse.ArgumentParser(description="Puts back the backup that comes on standard input.")
    parser.add_argument("--redis", type=Path, required=True, help="the data folder of Redis, which must not be running")
    given = parser.parse_args()
    try:
        counts = restore(load_settings(), given.redis, sys.stdin.buffer)
    except (BackupError, PyMongoError, OSError, SettingsError) as error:
        print(f"restore: {error}", file=sys.stderr)
        return 1
    print("restore: " + ", ".join(f"{count} {name}" for name, count in counts.items()), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
