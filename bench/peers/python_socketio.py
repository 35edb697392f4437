"""Peer B: python-socketio with its Redis manager and Motor, one insert a message, as their documentation has it."""

import os
from datetime import UTC, datetime
from typing import Any

import socketio
import uvicorn
from motor.motor_asyncio import AsyncIOMotorClient

manager = socketio.AsyncRedisManager(os.environ["REDIS_URL"])
server = socketio.AsyncServer(async_mode="asgi", client_manager=manager)
messages = AsyncIOMotorClient(os.environ["MONGO_URL"])[os.environ["MONGO_DB"]].messages


async def prepare() -> None:
    await messages.create_index([("conversation", 1), ("ts", 1)])


@server.event
async def connect(sid: str, _environ: dict[str, Any], auth: dict[str, Any]) -> None:
    await server.save_session(sid, auth)
    await server.enter_room(sid, "agents" if auth.get("agent") else auth["conversation"])


@server.event
async def send(sid: str, said: dict[str, Any]) -> dict[str, Any]:
    conversation = (await server.get_session(sid))["conversation"]
    now = datetime.now(UTC)
    message = {"conversation": conversation, "client_id": said["client_id"], "text": said["text"], "ts": now}
    inserted = await messages.insert_one(message)
    shown = {**message, "_id": str(inserted.inserted_id), "ts": now.isoformat()}
    await server.emit("event", shown, room=[conversation, "agents"])
    return {"ok": True, "id": shown["_id"], "ts": shown["ts"]}


app = socketio.ASGIApp(server, on_startup=prepare)
uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
