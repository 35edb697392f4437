"""A visitor in front of the demo shop, and the widget as they see it."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

OPEN_SHADOW = """
const attach = Element.prototype.attachShadow
Element.prototype.attachShadow = function (init) { return attach.call(this, { ...init, mode: 'open' }) }
"""
"""The widget's root is closed; a test that looks inside has to open it."""


@dataclass
class Visitor:
    page: Page

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name=re.compile("^(Mở|Thu gọn) khung trò chuyện")).last

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def log(self) -> Locator:
        return self.panel.get_by_role("log")

    @property
    def bubbles(self) -> Locator:
        return self.log.locator(".bubble:not(.typing)")

    @property
    def composer(self) -> Locator:
        return self.panel.get_by_role("textbox", name="Nhập tin nhắn…")

    @property
    def heading(self) -> Locator:
        return self.panel.locator(".bar")

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    def open(self) -> "Visitor":
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def fill(self, name: str = "Trần Văn An", phone: str = "0912 345 678", message: str = "") -> "Visitor":
        self.panel.get_by_label("Họ tên").fill(name)
        self.panel.get_by_label("Số điện thoại").fill(phone)
        if message:
            self.panel.get_by_label("Nội dung").fill(message)
        return self

    def submit(self) -> None:
        self.panel.get_by_role("button", name=re.compile("^(Bắt đầu trò chuyện|Để lại lời nhắn)$")).click()

    def start(self, message: str = "Chào shop", **answers: str) -> "Visitor":
        self.open().fill(message=message, **answers).submit()
        expect(self.composer).to_be_visible()
        expect(self.bubbles).to_have_text([message])
        # It is shown from the outbox before the hub has confirmed it.
        expect(self.log.locator(".sending")).to_have_count(0)
        return self

    def write(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")

    def lose_network(self) -> None:
        self.page.context.set_offline(True)
        # A real loss is noticed as well; Chromium's emulation alone leaves an open socket as it is.
        self.page.evaluate("() => dispatchEvent(new Event('offline'))")

    def find_network(self) -> None:
        self.page.context.set_offline(False)

    @property
    def peek(self) -> Locator:
        return self.page.locator(".peek")

    @property
    def badge(self) -> Locator:
        return self.page.locator(".badge")

    def sees(self, *texts: str) -> None:
        """Exactly these messages, in this order."""
        expect(self.bubbles).to_have_text(list(texts))

    def status(self, word: str) -> None:
        expect(self.log.locator(".meta").filter(has_text=word).last).to_be_visible()
