"""Everybody can use it: axe finds nothing, the keyboard is enough, a phone shows one pane, English is whole."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.dashboard.people import Agent
from tests.e2e.dashboard.stage import Stage, settle

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGE = [*WCAG, "best-practice"]
"""The advice on landmarks and headings is about whole pages; behind an open dialog the page is inert on purpose."""


def find_nothing(page: Page, where: str, tags: list[str]) -> None:
    settle(page)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"


def open_menu(lan: Agent) -> None:
    lan.page.get_by_role("button", name=re.compile("^Tài khoản của")).click()
    expect(lan.page.get_by_role("menu")).to_be_visible()


def open_help(lan: Agent) -> None:
    lan.page.keyboard.press("?")
    expect(lan.page.get_by_role("dialog", name="Phím tắt")).to_be_visible()


def open_transfer(lan: Agent) -> None:
    lan.button("Chuyển cho…").click()
    expect(lan.page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(stage: Stage, scheme: str) -> None:
    lan = stage.window("lan", color_scheme=scheme, reduced_motion="reduce")
    lan.page.goto("/dashboard")
    expect(lan.button("Đăng nhập")).to_be_visible()
    find_nothing(lan.page, "sign-in", PAGE)
    lan.sign_in()
    find_nothing(lan.page, "empty inbox", PAGE)
    lan.look("Của tôi")
    visitor = stage.visitor(
        "Trần Thị Ánh", "Shop còn áo dài không ạ? Gọi chị 0912 345 678", address="12 Nguyễn Huệ"
    ).come()
    stage.agent("minh")
    lan.open("Trần Thị Ánh").write("Dạ còn ạ")
    visitor.type()
    expect(lan.log.get_by_text("Trần Thị Ánh đang gõ")).to_be_visible()
    find_nothing(lan.page, "conversation", PAGE)
    screens: list[Callable[[Agent], None]] = [open_menu, open_help, open_transfer]
    for screen in screens:
        screen(lan)
        find_nothing(lan.page, screen.__name__, WCAG)
        lan.page.keyboard.press("Escape")
        expect(lan.page.get_by_role("menu").or_(lan.page.get_by_role("dialog"))).to_have_count(0)
    lan.button("Ghi chú nội bộ").click()
    lan.page.get_by_role("textbox", name="Ghi chú nội bộ").fill("Khách quen")
    lan.page.keyboard.press("Enter")
    expect(lan.log.get_by_text("Khách quen")).to_be_visible()
    find_nothing(lan.page, "note", PAGE)


def test_the_keyboard_alone_is_enough_for_a_whole_conversation(stage: Stage) -> None:
    lan = stage.agent("lan").set_away()
    page = lan.page
    visitors = [stage.visitor(name, "Chào shop").come() for name in ("Trần Thị Ánh", "Phạm Quốc Đạt")]
    lan.look("Đang chờ")
    expect(page.get_by_role("list", name=re.compile("Đang chờ")).get_by_role("link")).to_have_count(2)
    press = page.keyboard.press
    press("j")
    expect(lan.conversation("Trần Thị Ánh")).to_be_visible()
    press("j")
    expect(lan.conversation("Phạm Quốc Đạt")).to_be_visible()
    press("k")
    expect(lan.conversation("Trần Thị Ánh").get_by_role("log")).to_be_visible()
    press("c")
    expect(lan.composer).to_be_visible()
    press("r")
    expect(lan.composer).to_be_focused()
    page.keyboard.type("Dạ em nghe, jkce? /")
    press("Backspace")
    press("Backspace")
    press("Enter")
    visitors[0].expect(["Chào shop", "Dạ em nghe, jkce?"])
    press("Escape")
    press("e")
    dialog = page.get_by_role("dialog", name="Kết thúc cuộc trò chuyện?")
    expect(dialog).to_be_visible()
    press("Tab")
    expect(dialog.get_by_role("button", name="Huỷ")).to_be_focused()
    press("Tab")
    press("Enter")
    expect(lan.log.get_by_text("Bạn đã kết thúc cuộc trò chuyện")).to_be_visible()


def test_every_control_can_be_reached_by_tab_and_shows_that_it_is(stage: Stage) -> None:
    lan = stage.agent("lan").look("Của tôi")
    stage.visitor("Trần Thị Ánh", "Chào shop")
    lan.open("Trần Thị Ánh")
    wanted = lan.page.locator("a[href], button:not(:disabled), textarea, input").filter(visible=True).count()
    lan.page.locator("body").focus()
    reached = set()
    for _ in range(wanted + 12):
        lan.page.keyboard.press("Tab")
        name, outlined = lan.page.evaluate(
            """() => {
                const one = document.activeElement;
                one.dataset.tabbed ??= String(Math.random());
                const box = one.closest(".focus-within\\\\:border-brand-ink");
                const shown = getComputedStyle(one).outlineStyle !== "none" || box !== null;
                return [one.matches("body, section") ? "" : one.dataset.tabbed, shown || one.matches("body")];
            }"""
        )
        reached |= {name} - {""}
        assert outlined
    assert len(reached) >= wanted


def test_single_keys_can_be_switched_off(stage: Stage) -> None:
    lan = stage.agent("lan")
    open_help(lan)
    lan.page.get_by_role("switch", name="Bật phím tắt một phím").click()
    lan.page.keyboard.press("Escape")
    expect(lan.page.get_by_role("dialog")).to_have_count(0)
    lan.page.keyboard.press("?")
    lan.page.get_by_role("button", name=re.compile("^Tài khoản của")).click()
    expect(lan.page.get_by_role("menu")).to_be_visible()
    expect(lan.page.get_by_role("dialog")).to_have_count(0)


def test_a_phone_shows_one_pane_at_a_time(stage: Stage) -> None:
    lan = stage.agent("lan", **PHONE).look("Của tôi")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    lan.open("Trần Thị Ánh")
    expect(lan.page.get_by_role("heading", name="Hộp thư")).to_be_hidden()
    lan.write("Dạ em nghe")
    visitor.expect(["Chào shop", "Dạ em nghe"])
    lan.button("Thông tin khách").click()
    details = lan.page.get_by_role("complementary", name="Thông tin khách")
    expect(details.get_by_text("0912 345 678")).to_be_visible()
    details.get_by_role("button", name="Đóng").click()
    lan.page.get_by_role("link", name="Về danh sách").click()
    expect(lan.page.get_by_role("heading", name="Hộp thư")).to_be_visible()
    assert lan.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_english_is_one_choice_away_and_remembered(stage: Stage) -> None:
    lan = stage.agent("lan")
    lan.page.get_by_role("button", name=re.compile("^Tài khoản của")).click()
    lan.page.get_by_role("menuitemradio", name="English").click()
    lan.page.keyboard.press("Escape")
    expect(lan.page.get_by_role("heading", name="Inbox")).to_be_visible()
    lan.page.reload()
    expect(lan.page.get_by_role("heading", name="Inbox")).to_be_visible()
    assert lan.page.evaluate("document.documentElement.lang") == "en"


def test_a_conversation_that_does_not_exist_says_so(stage: Stage) -> None:
    lan = stage.agent("lan")
    lan.page.goto("/dashboard/inbox/all/01999999-9999-7999-8999-999999999999")
    expect(lan.page.get_by_text("Không tìm thấy cuộc trò chuyện này")).to_be_visible()
    lan.page.goto("/dashboard/khong-co")
    expect(lan.page.get_by_text("Không tìm thấy trang này")).to_be_visible()
