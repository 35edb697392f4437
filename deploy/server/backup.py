"""`python -m deploy.server.backup`: one consistent backup of Redis and MongoDB as a stream of bytes, while both run."""

import argparse
import sys
import tarfile
import time
from pathlib import Path
from typing import IO

import orjson
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from config.clients import Document
from config.settings import Settings, SettingsError, load_settings
from deploy.server.dump import BackupError, add_bytes, add_mongo, add_redis

FORMAT = 1


def back_up(settings: Settings, redis_data: Path, out: IO[bytes]) -> dict[str, int]:
    """Writes the archive and says how many documents of each collection it has.

    Redis is copied first. What the archiver moves on after that is in MongoDB's part too, under the same ids, so the
    two parts may overlap but no event lies between them; on the way back the overlap is recognised.
    """
    client: MongoClient[Document] = MongoClient(settings.mongo_url, serverSelectionTimeoutMS=10_000)
    with client, tarfile.open(fileobj=out, mode="w|gz") as tar:
        begun = time.time()
        add_redis(tar, redis_data)
        counts = add_mongo(tar, client, settings.mongo_db)
        about = {"format": FORMAT, "begun": begun, "database": settings.mongo_db, "documents": counts}
        add_bytes(tar, "backup.json", orjson.dumps(about))
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes a backup to standard output.")
    parser.add_argument("--redis", type=Path, required=True, help="the data folder of Redis")
    given = parser.parse_args()
    if sys.stdout.isatty():
        parser.error("standard output is a terminal: send it into a file")
    try:
        counts = back_up(load_settings(), given.redis, sys.stdout.buffer)
    except (BackupError, PyMongoError, OSError, SettingsError) as error:
        print(f"backup: {error}", file=sys.stderr)
        return 1
    print("backup: " + ", ".join(f"{count} {name}" for name, count in counts.items()), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
