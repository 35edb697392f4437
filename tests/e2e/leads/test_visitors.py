"""Keeping a visitor out, letting them in again, handing over what is known of them, and forgetting it."""

import json
import re
from datetime import datetime

from playwright.sync_api import Page, expect

from tests.e2e.leads.office import ZONE, Office, Windows, wait_for


def choose(page: Page, item: str) -> None:
    page.get_by_role("button", name="Thao tác với cuộc trò chuyện").click()
    page.get_by_role("menuitem", name=item).click()


def confirm(page: Page, action: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=action, exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_lead_blocks_a_visitor_and_lets_them_in_again(windows: Windows, office: Office) -> None:
    form = {"name": "Tạ Văn Quấy", "phone": "0909 123 987"}
    opened = office.visit(form).json()
    session, visitor = opened["session"]["id"], opened["session"]["visitor"]["id"]
    wait_for(lambda: office.database.visitors.count_documents({"_id": visitor}) > 0)
    page = windows.open("hoa", f"/history/{session}")
    choose(page, "Chặn khách này…")
    confirm(page, "Chặn")
    badge = page.get_by_text("Đã chặn", exact=True)
    expect(badge).to_be_visible()
    assert office.visit(form, visitor_token=opened["token"]).status_code == 403
    choose(page, "Bỏ chặn khách này")
    expect(badge).to_be_hidden()
    assert office.visit(form, visitor_token=opened["token"]).status_code == 200


def test_an_admin_hands_over_what_is_known_of_a_visitor_and_then_forgets_it(windows: Windows, office: Office) -> None:
    lan = office.team["lan"]
    chat = office.past("Lưu Thị Quên", "0909 555 111", datetime.now(ZONE)).says("Xin xoá giúp tôi").taken_by(lan)
    chat.answered(lan, "Khách khó tính", kind="note").answered(lan, "Dạ vâng ạ").closed(lan)
    wait_for(lambda: office.database.conversations.count_documents({"_id": chat.id, "status": "closed"}) > 0)
    page = windows.open("quan", f"/history/{chat.id}?q=quen")
    with page.expect_download() as download:
        choose(page, "Tải mọi dữ liệu của khách")
    kept = json.loads(download.value.path().read_bytes())
    assert kept["visitor"]["name"] == "Lưu Thị Quên"
    texts = [message["text"] for message in kept["conversations"][0]["messages"] if message["text"]]
    assert texts == ["Xin xoá giúp tôi", "Dạ vâng ạ"]

    choose(page, "Xoá dữ liệu của khách…")
    confirm(page, "Xoá vĩnh viễn")
    expect(page).not_to_have_url(re.compile(chat.id))
    wait_for(lambda: office.database.conversations.count_documents({"_id": chat.id}) == 0)
    assert office.database.messages.count_documents({"conversation_id": chat.id}) == 0
    page.goto(f"/dashboard/history/{chat.id}")
    expect(page.get_by_text("Không tìm thấy cuộc trò chuyện này")).to_be_visible()
    page.goto("/dashboard/admin/audit")
    for act in ("Tải dữ liệu của khách", "Xoá dữ liệu của khách"):
        row = page.get_by_role("row").filter(has_text=act).first
        expect(row).to_contain_text(office.team["quan"].name)
        expect(row).to_contain_text("127.0.0.1")


def test_a_lead_can_not_erase_and_an_agent_can_not_block(windows: Windows, office: Office) -> None:
    lan = office.team["lan"]
    chat = office.past("Mạc Thị Ở Lại", "0909 555 222", datetime.now(ZONE)).says("Chào shop").taken_by(lan)
    wait_for(lambda: office.database.conversations.count_documents({"_id": chat.id, "agents": lan.id}) > 0)
    for who, missing in (("hoa", "Xoá dữ liệu của khách…"), ("lan", "Chặn khách này…")):
        page = windows.open(who, f"/history/{chat.id}")
        page.get_by_role("button", name="Thao tác với cuộc trò chuyện").click()
        expect(page.get_by_role("menu")).to_be_visible()
        expect(page.get_by_role("menuitem", name=missing)).to_have_count(0)
