"""The inbox stays quick and its memory flat with 2,000 open conversations and 50 events a second."""

import os
import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local.services import Hub
from hub.live.accounts import Account
from tests.e2e.dashboard.crowd import Crowd
from tests.e2e.dashboard.stage import Stage

SIZE = 2_000
MINUTES = float(os.environ.get("ALO_LOAD_MINUTES", "1"))
"""One in `make test`, ten in `make soak`."""
INTERACTION_MS = 100
FRAME_MS = 16
TIMES_BARE = 3
"""Where the machine is so busy that even a page with nothing but a text field takes a third of that, this is allowed."""
GROWTH_MB = 12

OBSERVE = """() => {
    window.touches = new Map();
    new PerformanceObserver((list) => {
        for (const { interactionId, duration } of list.getEntries())
            if (interactionId)
                window.touches.set(interactionId, Math.max(duration, window.touches.get(interactionId) ?? 0));
    }).observe({ type: "event", durationThreshold: 16, buffered: false });
}"""
"""From a key or a click until the browser has painted what came of it."""


WINDOW = ["--disable-gpu", "--disable-quic", "--window-size=1440,987"]
"""A real window of 1440 × 900 and Chromium's own rows above it: what is painted near the lower edge of an emulated one
counts as shown only once something further up is painted too."""


@pytest.fixture
def stage(hub: Hub, launch_browser: Callable[..., Browser], team: dict[str, Account]) -> Iterator[Stage]:
    browser = launch_browser(args=WINDOW)
    stage = Stage(hub.url, browser, team)
    yield stage
    stage.clear()
    browser.close()


@pytest.mark.timeout(240 + 60 * MINUTES)
def test_an_agent_works_smoothly_in_the_middle_of_a_crowd(
    stage: Stage, record_property: Callable[[str, object], None]
) -> None:
    lan = stage.agent("lan", no_viewport=True).set_away()
    with Crowd(stage.url, SIZE) as crowd:
        lan.look("Tất cả")
        expect(lan.page.get_by_role("link", name=f"Tất cả {SIZE}")).to_be_visible()
        lan.page.get_by_role("list", name=re.compile("Tất cả")).get_by_role("link").first.click()
        expect(lan.log).to_be_visible()
        work(lan.page, 5)
        bare = measure_bare_page(lan.page)
        before = heap_mb(lan.page)
        lan.page.evaluate(OBSERVE)
        sent, started = crowd.sent, time.monotonic()
        interactions = work(lan.page, 60 * MINUTES)
        rate = (crowd.sent - sent) / (time.monotonic() - started)
        after = heap_mb(lan.page)
        touches = lan.page.evaluate("[...window.touches.values()]")
        bare = max(bare, measure_bare_page(lan.page))
        rows = lan.page.get_by_role("list", name=re.compile("Tất cả")).get_by_role("link").count()

    painted = worst(touches, interactions)
    measured = f"{rate:.0f} events/s, {painted:.0f} ms to paint (bare page {bare:.0f}), {after - before:+.1f} MB"
    record_property("measured", measured)
    assert rate > 40
    assert painted <= max(INTERACTION_MS, TIMES_BARE * bare), measured
    assert after - before < GROWTH_MB
    assert rows < 60


def measure_bare_page(page: Page) -> float:
    """What a letter in a page without anything else takes on this machine just now."""
    bare = page.context.new_page()
    bare.set_content("<textarea></textarea>")
    bare.evaluate(OBSERVE)
    bare.get_by_role("textbox").press_sequentially("x" * 50, delay=40)
    bare.wait_for_timeout(200)
    touches = bare.evaluate("[...window.touches.values()]")
    bare.close()
    page.bring_to_front()
    return worst([FRAME_MS, *touches], 50)


def worst(delays: list[float], interactions: int) -> float:
    """Interaction to Next Paint as browsers define it: the worst, leaving one aside for every fifty.

    What was painted within one frame isn't reported; that it isn't everything shows that the observer works.
    """
    assert delays
    ordered = sorted(delays, reverse=True)
    return ordered[min(len(ordered) - 1, interactions // 50)]


def work(page: Page, seconds: float) -> int:
    """An agent's hands: on through the list, a word in a note, the wheel. Returns how often they touched something."""
    end, touches = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        for key in ("j", "j", "k", "j"):
            page.keyboard.press(key)
            page.wait_for_timeout(120)
        page.get_by_role("button", name="Ghi chú nội bộ").click()
        page.get_by_role("textbox", name="Ghi chú nội bộ").press_sequentially("khách hỏi giá", delay=40)
        page.get_by_role("textbox", name="Ghi chú nội bộ").fill("")
        page.keyboard.press("Escape")
        page.get_by_role("list", name=re.compile("Tất cả")).hover()
        page.mouse.wheel(0, 700)
        touches += 4 + 1 + 13 + 1
    return touches


def heap_mb(page: Page) -> float:
    client = page.context.new_cdp_session(page)
    client.send("HeapProfiler.enable")
    client.send("HeapProfiler.collectGarbage")
    used = client.send("Runtime.getHeapUsage")["usedSize"]
    client.detach()
    return float(used) / 1e6
