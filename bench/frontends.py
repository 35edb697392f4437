"""What the two front ends weigh, and how soon they can be used on a processor four times slower than this one."""

import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.alo import PASSWORD, Alo
from bench.grounds import Grounds
from bench.rival import Rivals
from bench.rounds import Figures, Part, Taken, show
from deploy.local.process import ProcessError
from deploy.local.services import ROOT

SLOWER = 4
QUIET_MS = 2_000
SMALL_KB = 1
PATIENCE_S = 60
WIDGET = "**/widget.js*"

LOOK = """
const attach = Element.prototype.attachShadow
Element.prototype.attachShadow = function (init) {
  return (window.shadow = attach.call(this, { ...init, mode: 'open' }))
}
window.longTasks = []
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) window.longTasks.push([startTime, duration])
}).observe({ type: 'longtask', buffered: true })
const look = () => {
  if (document.body && (%s)) window.readyAt = performance.now()
  else requestAnimationFrame(look)
}
look()
"""
"""The widget's root is closed: what looks inside has to open it. A frame after it can be seen is when it counts."""

SHOP = "document.readyState === 'complete'"
LAUNCHER = "window.shadow?.querySelector('.launcher')"
SIGN_IN = "document.querySelector('input[type=password]')"
INBOX = "document.body.textContent.includes('Tất cả')"
TIMES = """() => ({
  ready: window.readyAt,
  paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  tasks: window.longTasks,
})"""
SIGN_IN_CALL = """(body) => fetch('/api/auth/login', {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
}).then((answer) => answer.status)"""


@dataclass(frozen=True)
class Size:
    rounds: int = 5


def weigh(name: str) -> Figures:
    """kB by part after gzip, as the front end's own budget tells."""
    command = ["npm", "--silent", "run", "budget"]
    told = subprocess.run(command, cwd=ROOT / name, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise ProcessError(f"{name}: {told.stderr.strip()[-300:]}")
    parts = re.findall(r"^\s*([\d.]+) kB\s+(.+)$", told.stdout, re.MULTILINE)
    sizes = {name_part(what): float(size) for size, what in parts}
    small = [part for part, size in sizes.items() if size < SMALL_KB]
    return {**{part: size for part, size in sizes.items() if part not in small}, **sum_up(sizes, small)}


def sum_up(sizes: Figures, small: list[str]) -> Figures:
    return {"others_kb": round(sum(sizes[part] for part in small), 1)} if small else {}


def name_part(what: str) -> str:
    """Without the marks that every build gives anew, and without what is allowed."""
    whole = re.match(r"(widget\.js|first load), gzip", what)
    if whole:
        return "all_kb"
    return re.sub(r"^assets/|-[\w-]{8}(?=\.\w+$)", "", what) + "_kb"


def visit(context: BrowserContext, url: str, ready: str, *, without_widget: bool = False) -> Figures:
    page = context.new_page()
    if without_widget:
        page.route(WIDGET, lambda route: route.abort())
    page.add_init_script(LOOK % ready)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url)
    times = wait_for_quiet(page)
    page.close()
    ends = [start + duration for start, duration in times["tasks"]]
    return {
        "first_paint_ms": times["paint"],
        "visible_ms": times["ready"],
        "interactive_ms": max([times["ready"], *ends]),
        "blocked_ms": sum(duration - 50 for _, duration in times["tasks"]),
    }


def wait_for_quiet(page: Page) -> Any:
    """When the page is there and no long task has come for a while."""
    late, times = time.monotonic() + PATIENCE_S, page.evaluate(TIMES)
    while time.monotonic() < late:
        page.wait_for_timeout(QUIET_MS)
        later = page.evaluate(TIMES)
        if later["ready"] and later["tasks"] == times["tasks"]:
            return later
        times = later
    raise ProcessError(f"{page.url} was not ready within {PATIENCE_S} s")


def browse(browser: Browser, url: str, account: dict[str, str]) -> dict[str, Figures]:
    """Each page in a browser that has never been there; the inbox in one that has signed in and comes back."""
    seen = {}
    pages = {
        "shop without the widget": ("/demo", SHOP, True),
        "shop with the widget": ("/demo", LAUNCHER, False),
        "sign-in": ("/dashboard", SIGN_IN, False),
    }
    for name, (path, ready, without_widget) in pages.items():
        context = browser.new_context(base_url=url, locale="vi-VN")
        seen[name] = visit(context, path, ready, without_widget=without_widget)
        context.close()
    context = browser.new_context(base_url=url, locale="vi-VN")
    page = context.new_page()
    page.goto("/dashboard")
    if page.evaluate(SIGN_IN_CALL, account) != 200:
        raise ProcessError("the browser could not sign in")
    page.close()
    seen["inbox, next morning"] = visit(context, "/dashboard", INBOX)
    context.close()
    return seen


def run(grounds: Grounds, size: Size, _rivals: Rivals) -> Taken:
    taken: Taken = {f"weight of the {name}": [weigh(name)] for name in ("widget", "dashboard")}
    rival = Alo(grounds)
    with rival.running():
        rival.visitors(20)
        account = {"email": rival.accounts[0].email, "password": PASSWORD}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--disable-gpu", "--disable-quic"]
            )
            browse(browser, rival.urls[0], account)  # a browser's own first start is nobody's figure
            for number in range(size.rounds):
                for name, figures in browse(browser, rival.urls[0], account).items():
                    taken.setdefault(name, []).append(figures)
                    print(f"  round {number + 1}, {name}: {show(figures)}", flush=True)
            browser.close()
    return taken


PART = Part(
    "frontends",
    f"weights after gzip; pages on a processor {SLOWER} times slower",
    run,
    {"full": Size(), "quick": Size(2), "tiny": Size(1)},
    (),
)
