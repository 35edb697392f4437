"""Leads and admins change how Alo asks, looks and who may come in; visitors and agents see it at once."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.leads.office import PASSWORD, Office, Windows
from tests.e2e.widget.visitor import OPEN_SHADOW, Visitor

AT_ONCE_MS = 15_000
HEARING_AGAIN = "new Promise((done) => setTimeout(done, 60))"
"""For 50 ms after a drop @dnd-kit takes a click for a part of the drag; the page's later timer ends after its own."""


@pytest.fixture
def fresh(office: Office) -> Any:
    """Form and settings as they were before the test."""
    form = office.call("hoa", "GET", "/api/form-fields").json()["items"]
    settings = office.call("hoa", "GET", "/api/settings").json()
    yield
    office.call("hoa", "PUT", "/api/form-fields", {"items": form})
    office.call("hoa", "PUT", "/api/settings", settings)


def fields(page: Page) -> Locator:
    return page.get_by_role("list", name="Các mục của biểu mẫu").locator(":scope > li")


def save(page: Page) -> None:
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu.").first).to_be_visible()


def test_a_lead_builds_a_field_and_a_visitor_has_to_fill_it(windows: Windows, office: Office, fresh: None) -> None:
    page = windows.open("hoa", "/admin/form")
    page.get_by_role("button", name="Thêm mục").click()
    page.get_by_label("Tên mục (Tiếng Việt)").fill("Mã đơn hàng")
    page.get_by_label("Tên mục (English)").fill("Order number")
    page.get_by_label("Bắt buộc điền").click()
    preview = page.frame_locator("iframe").last
    expect(preview.locator("alo-chat")).to_be_attached(timeout=AT_ONCE_MS)
    save(page)
    shop = windows.site()
    shop.add_init_script(OPEN_SHADOW)
    shop.goto("/demo")
    visitor = Visitor(shop).open().fill()
    visitor.submit()
    expect(visitor.panel.get_by_label("Mã đơn hàng")).to_have_attribute("aria-invalid", "true")
    refused = office.visit({"name": "Mai", "phone": "0912345678"})
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (422, ["ma_don_hang"])
    assert office.visit({"name": "Mai", "phone": "0912345678", "ma_don_hang": "DH1"}).status_code == 200
    asked = office.call("hoa", "GET", "/api/widget/config").json()["fields"]
    assert asked[-1]["label"] == {"vi": "Mã đơn hàng", "en": "Order number"}


def test_fields_are_ordered_by_keyboard_and_by_mouse(windows: Windows, office: Office, fresh: None) -> None:
    page = windows.open("hoa", "/admin/form")
    expect(fields(page)).to_have_count(4)
    grip = page.get_by_role("button", name="Di chuyển mục Địa chỉ")
    grip.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Địa chỉ ở vị trí 3 trên 4.")).to_be_attached()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_text("Địa chỉ ở vị trí 2 trên 4.")).to_be_attached()
    page.keyboard.press("Space")
    expect(fields(page).nth(1)).to_contain_text("Địa chỉ")
    source = page.get_by_role("button", name="Di chuyển mục Nội dung").bounding_box()
    target = page.get_by_role("button", name="Di chuyển mục Họ tên").bounding_box()
    assert source
    assert target
    page.mouse.move(source["x"] + 15, source["y"] + 15)
    page.mouse.down()
    page.mouse.move(target["x"] + 15, target["y"] + 40, steps=12)
    page.mouse.move(target["x"] + 15, target["y"] + 5, steps=6)
    page.mouse.up()
    page.evaluate(HEARING_AGAIN)
    expect(fields(page).first).to_contain_text("Nội dung")
    save(page)
    order = [field["id"] for field in office.call("hoa", "GET", "/api/form-fields").json()["items"]]
    assert order == ["message", "name", "address", "phone"]


def test_two_leads_who_save_the_same_settings_both_keep_what_they_changed(
    windows: Windows, office: Office, fresh: None
) -> None:
    page = windows.open("hoa", "/admin/appearance")
    page.get_by_label("Tên hiển thị").fill("Lụa Hà Đông")
    settings = office.call("quan", "GET", "/api/settings").json()
    assert office.call("quan", "PUT", "/api/settings", {**settings, "color": "#1d4ed8"}).status_code == 200
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Ai đó vừa lưu trước bạn")).to_be_visible()
    page.get_by_role("button", name="Giữ thay đổi của tôi").click()
    expect(page.get_by_label("Mã màu")).to_have_value("#1d4ed8")
    save(page)
    saved = office.call("hoa", "GET", "/api/settings").json()
    assert (saved["name"], saved["color"]) == ("Lụa Hà Đông", "#1d4ed8")


def test_what_is_edited_shows_in_the_real_widget_before_it_is_saved(
    windows: Windows, office: Office, fresh: None
) -> None:
    page = windows.open("hoa", "/admin/appearance")
    name = page.get_by_label("Tên hiển thị")
    name.fill("Lụa Hà Đông")
    preview = page.frame_locator("iframe").last
    expect(preview.locator("title")).to_have_js_property("text", "Lụa Hà Đông", timeout=AT_ONCE_MS)
    expect(preview.locator("alo-chat")).to_be_attached(timeout=AT_ONCE_MS)
    expect(page.locator("iframe")).to_have_count(1, timeout=AT_ONCE_MS)
    expect(name).to_be_focused()
    assert office.call("hoa", "GET", "/api/settings").json()["name"] == "Alo"
    page.get_by_role("button", name="Chép mã").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f'<script async src="{office.hub.url}/widget.js"></script>'


def test_websites_are_allowed_one_by_one(windows: Windows, office: Office, fresh: None) -> None:
    page = windows.open("hoa", "/admin/sites")
    page.get_by_text("Chỉ những website sau").click()
    page.get_by_label("Địa chỉ website").fill("cửa hàng")
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_text("Cần địa chỉ như")).to_be_visible()
    page.get_by_label("Địa chỉ website").fill("luahadong.vn/gio-hang")
    page.get_by_role("button", name="Thêm", exact=True).click()
    save(page)
    asked = {"origin": "https://luahadong.vn"}
    assert office.call("hoa", "GET", "/api/widget/config", **asked).status_code == 200
    assert office.call("hoa", "GET", "/api/widget/config", origin="https://other.vn").status_code == 403


def test_a_canned_reply_is_written_changed_and_removed(windows: Windows, office: Office) -> None:
    page = windows.open("hoa", "/admin/replies")
    page.get_by_role("button", name="Thêm câu trả lời").click()
    page.get_by_label("Tiêu đề").fill("Chào khách")
    page.get_by_label("Phím tắt").fill("/chao")
    page.get_by_label("Nội dung", exact=True).fill("Dạ chào ")
    page.get_by_role("button", name="Họ tên").click()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Dạ chào {{name}}")).to_be_visible()
    assert [one["shortcut"] for one in office.call("lan", "GET", "/api/canned-replies").json()["items"]] == ["chao"]
    page.get_by_role("button", name="Xoá “Chào khách”").click()
    page.get_by_role("button", name="Xoá", exact=True).click()
    expect(page.get_by_text("Chưa có câu trả lời mẫu")).to_be_visible()


def test_an_admin_makes_an_account_disables_it_and_its_owner_is_thrown_out(windows: Windows, office: Office) -> None:
    admin = windows.open("quan", "/admin/agents")
    tuan = windows.open("tuan")
    row = admin.get_by_role("row").filter(has_text="tuan@alo.example")
    row.get_by_role("button").click()
    admin.get_by_role("menuitem", name="Khoá tài khoản…").click()
    admin.get_by_role("button", name="Khoá", exact=True).click()
    expect(row).to_contain_text("Đã khoá")
    expect(tuan.get_by_role("button", name="Đăng nhập")).to_be_visible(timeout=AT_ONCE_MS)
    row.get_by_role("button").click()
    admin.get_by_role("menuitem", name="Mở khoá").click()
    expect(row).not_to_contain_text("Đã khoá")


def test_a_new_agent_signs_in_with_the_password_that_was_copied(windows: Windows, office: Office) -> None:
    admin = windows.open("quan", "/admin/agents")
    admin.get_by_role("button", name="Thêm nhân viên").click()
    admin.get_by_label("Họ tên").fill("Đinh Thu Trang")
    admin.get_by_label("Email").fill("trang@alo.example")
    admin.get_by_role("button", name="Chép", exact=True).click()
    password = admin.evaluate("navigator.clipboard.readText()")
    admin.get_by_role("button", name="Tạo tài khoản").click()
    expect(admin.get_by_role("row").filter(has_text="trang@alo.example")).to_be_visible()
    sign_in(windows.site(), "trang@alo.example", password)


def test_an_admin_changes_a_role_and_resets_a_password_which_ends_the_old_sign_in(
    windows: Windows, office: Office
) -> None:
    account = {"email": "binh@alo.example", "name": "Hoàng Thanh Bình", "role": "agent", "password": PASSWORD}
    assert office.call("quan", "POST", "/api/agents", account).status_code == 201
    binh = windows.site()
    sign_in(binh, account["email"], PASSWORD)
    admin = windows.open("quan", "/admin/agents")
    row = admin.get_by_role("row").filter(has_text=account["email"])
    row.get_by_role("button").click()
    admin.get_by_role("menuitem", name="Sửa…").click()
    admin.get_by_label("Vai trò").select_option("lead")
    admin.get_by_label("Số cuộc cùng lúc").fill("8")
    admin.get_by_role("dialog").get_by_role("button", name="Lưu", exact=True).click()
    expect(row).to_contain_text("Trưởng nhóm")
    expect(row).to_contain_text("/8")

    row.get_by_role("button").click()
    admin.get_by_role("menuitem", name="Đặt lại mật khẩu…").click()
    admin.get_by_role("button", name="Chép", exact=True).click()
    admin.get_by_role("button", name="Đặt mật khẩu mới").click()
    expect(admin.get_by_role("dialog")).to_have_count(0)
    expect(binh.get_by_role("button", name="Đăng nhập")).to_be_visible(timeout=AT_ONCE_MS)
    sign_in(binh, account["email"], admin.evaluate("navigator.clipboard.readText()"))
    expect(binh.get_by_role("link", name="Báo cáo")).to_be_visible()


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/dashboard")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("navigation", name="Điều hướng chính")).to_be_visible()


def test_a_lead_decides_who_gets_new_visitors_and_when_silence_ends_a_conversation(
    windows: Windows, office: Office, fresh: None
) -> None:
    page = windows.open("hoa", "/admin/assignment")
    page.get_by_text("Cho một người cố định").click()
    page.get_by_label("Người nhận", exact=True).select_option("lan@alo.example")
    page.get_by_label("Tự kết thúc sau (phút)").fill("15")
    save(page)
    saved = office.call("hoa", "GET", "/api/settings").json()
    assert saved["assignment"] == {"mode": "default", "agent": "lan@alo.example"}
    assert saved["idle_close_min"] == 15
    page.reload()
    expect(page.get_by_label("Người nhận", exact=True)).to_have_value("lan@alo.example")


def test_what_the_widget_says_is_written_in_both_languages(windows: Windows, office: Office, fresh: None) -> None:
    page = windows.open("hoa", "/admin/appearance")
    page.get_by_role("group", name="Tiếng Việt").get_by_label("Tiêu đề").fill("Lụa Hà Đông xin chào")
    page.get_by_role("group", name="English").get_by_label("Tiêu đề").fill("Welcome to Hà Đông silk")
    save(page)
    texts = office.call("hoa", "GET", "/api/widget/config").json()["texts"]
    assert [texts[lang]["title"] for lang in ("vi", "en")] == ["Lụa Hà Đông xin chào", "Welcome to Hà Đông silk"]


def test_a_lead_reads_the_team_and_changes_nobody(windows: Windows) -> None:
    page = windows.open("hoa", "/admin/agents")
    expect(page.get_by_role("row").filter(has_text="lan@alo.example")).to_be_visible()
    expect(page.get_by_role("button", name="Thêm nhân viên")).to_have_count(0)
    expect(page.get_by_role("link", name="Nhật ký")).to_have_count(0)
    page.goto("/dashboard/admin/audit")
    expect(page.get_by_text("Không tìm thấy trang này")).to_be_visible()


def test_the_audit_log_says_who_did_what_from_where(windows: Windows, office: Office, fresh: None) -> None:
    settings = office.call("hoa", "GET", "/api/settings").json()
    office.call("hoa", "PUT", "/api/settings", {**settings, "name": "Tên mới"})
    page = windows.open("quan", "/admin/audit")
    row = page.get_by_role("row").filter(has_text="Đổi cài đặt").first
    expect(row).to_contain_text(office.team["hoa"].name)
    expect(row).to_contain_text("127.0.0.1")
    expect(row).to_contain_text(re.compile("changed: name"))
    expect(page.get_by_role("row").filter(has_text="Đăng nhập").first).to_be_visible()
