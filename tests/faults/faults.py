"""What is broken, and how it is mended: each a function on a campaign under load."""

import asyncio
from pathlib import Path

from deploy.local.process import Process
from tests.faults.campaign import Campaign


async def kill(house: Campaign, process: Process) -> None:
    """kill -9, and back at once."""
    process.kill()
    house.faults += 1
    await house.again(process)


async def pause(house: Campaign, process: Process, seconds: float) -> None:
    """SIGSTOP: it holds its connections and answers nobody."""
    process.pause()
    house.faults += 1
    try:
        await asyncio.sleep(seconds)
    finally:
        process.resume()


async def restart(house: Campaign, process: Process, within: float) -> None:
    """SIGTERM; a problem when it takes too long to end."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.to_thread(process.stop, within + 5)
    house.faults += 1
    took = loop.time() - began
    house.expect(took <= within and process.exit_code == 0, f"{process.name} took {took:.1f} s to end")
    await house.again(process)


async def cut_clients(house: Campaign, every_second: int) -> None:
    """Half of the people lose their lines at once."""
    house.faults += 1
    for person in house.people[every_second::2]:
        if person.socket is not None:
            await person.socket.close()


def newest_append_file(data: Path) -> Path:
    return max((data / "appendonlydir").glob("*.incr.aof"), key=lambda path: path.stat().st_mtime)


def shorten(path: Path, by: int) -> None:
    """Takes bytes off the end of a file, as a disk does that loses its last writes."""
    size = max(0, path.stat().st_size - by)
    with path.open("r+b") as file:
        file.truncate(size)
