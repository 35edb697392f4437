"""The team at work in these tests, made as real accounts are."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from config.clients import connect_mongo, connect_redis
from config.events import Role
from config.keys import Keys
from config.settings import Settings
from hub.live.accounts import Account, Accounts
from web.staff import create_agent

PASSWORD = "mật khẩu để thử"
TEAM: dict[str, tuple[str, Role, bool]] = {
    "lan": ("Nguyễn Ngọc Lan", "agent", True),
    "minh": ("Lê Quang Minh", "agent", True),
    "tuan": ("Phạm Anh Tuấn", "agent", False),
    "hoa": ("Trần Thị Hoa", "lead", False),
}
"""Name, role, and whether conversations come to them by themselves."""


def hire(settings: Settings) -> dict[str, Account]:
    # Playwright's own loop runs in this thread, so ours needs another one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _hire(settings)).result()


async def _hire(settings: Settings) -> dict[str, Account]:
    redis, database = connect_redis(settings), connect_mongo(settings)
    copies = Accounts(redis, Keys(settings.workspace))
    team: dict[str, Account] = {}
    try:
        for key, (name, role, takes_chats) in TEAM.items():
            email = f"{key}@alo.example"
            team[key] = await create_agent(
                database, email=email, name=name, role=role, password=PASSWORD, takes_chats=takes_chats
            )
            await copies.save(team[key])
    finally:
        database.client.close()
        await redis.aclose()
    return team
