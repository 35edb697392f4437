"""The form before the chat: fields of every kind, what is wrong beside the field, and a form that changes meanwhile."""

from typing import Any

from playwright.sync_api import expect

from tests.e2e.widget.scene import Scene


def field(identifier: str, kind: str, vi: str, **more: Any) -> dict[str, Any]:
    return {"id": identifier, "type": kind, "label": {"vi": vi, "en": identifier}, **more}


FIELDS = [
    field("name", "text", "Họ tên", required=True),
    field("email", "email", "Email", required=True),
    field(
        "topic",
        "select",
        "Bạn cần hỗ trợ về",
        required=True,
        options=[{"value": "order", "label": {"vi": "Đơn hàng"}}, {"value": "return", "label": {"en": "Returns"}}],
    ),
    field("agree", "checkbox", "Tôi đồng ý để cửa hàng liên hệ lại", required=True),
    field("message", "textarea", "Nội dung"),
]


def test_fields_of_every_kind_are_asked_checked_and_remembered(scene: Scene) -> None:
    scene.revise("form-fields", lambda form: form.update(items=FIELDS))
    lan = scene.agent()
    visitor = scene.visitor().open()
    problems = visitor.panel.locator(".problem")
    visitor.submit()
    expect(problems).to_have_text(["Vui lòng điền mục này."] * 3 + ["Vui lòng đánh dấu vào ô này để tiếp tục."])
    expect(visitor.panel.get_by_label("Họ tên")).to_be_focused()
    visitor.panel.get_by_label("Họ tên").fill("Lê Mai")
    visitor.panel.get_by_label("Email").fill("mai@")
    topic = visitor.panel.get_by_label("Bạn cần hỗ trợ về")
    assert topic.locator("option").all_inner_texts() == ["Chọn…", "Đơn hàng", "Returns"]
    topic.select_option("return")
    visitor.panel.get_by_label("Nội dung").fill("Đổi giúp em cái bát")
    visitor.submit()
    expect(problems).to_have_text("Vui lòng đánh dấu vào ô này để tiếp tục.")
    agree = visitor.panel.get_by_role("checkbox", name="Tôi đồng ý để cửa hàng liên hệ lại")
    expect(agree).to_be_focused()
    agree.check()
    visitor.submit()
    expect(problems).to_contain_text("Địa chỉ email chưa đúng")
    expect(visitor.panel.get_by_label("Email")).to_be_focused()
    visitor.panel.get_by_label("Email").fill("mai@example.com")
    visitor.submit()
    visitor.sees("Đổi giúp em cái bát")
    session = lan.call("inbox", {})["sessions"][0]
    answers = {"name": "Lê Mai", "email": "mai@example.com", "topic": "return", "agree": True}
    assert session["form"] == {**answers, "message": "Đổi giúp em cái bát"}
    lan.take().close()
    visitor.button("Bắt đầu cuộc trò chuyện mới").click()
    expect(visitor.panel.get_by_label("Email")).to_have_value("mai@example.com")
    expect(topic).to_have_value("return")
    expect(agree).not_to_be_checked()


def test_a_refused_field_is_named_beside_it_and_what_was_typed_stays(scene: Scene) -> None:
    visitor = scene.visitor().open().fill(phone="12", message="Nội dung còn nguyên")
    visitor.submit()
    problem = visitor.panel.locator(".field.tel .problem")
    expect(problem).to_be_visible()
    expect(visitor.panel.get_by_label("Số điện thoại")).to_have_attribute("aria-invalid", "true")
    expect(visitor.panel.get_by_label("Nội dung")).to_have_value("Nội dung còn nguyên")
    visitor.panel.get_by_label("Số điện thoại").fill("0912345678")
    expect(problem).to_be_hidden()
    visitor.submit()
    visitor.sees("Nội dung còn nguyên")


def test_a_form_that_the_lead_changed_meanwhile_is_renewed_and_keeps_what_was_typed(scene: Scene) -> None:
    visitor = scene.visitor().open().fill(message="Nội dung còn nguyên")
    visitor.panel.get_by_label("Địa chỉ").fill("12 Hàng Bạc")

    def ask_for_the_order(form: dict[str, Any]) -> None:
        kept = [item for item in form["items"] if item["id"] != "address"]
        form["items"] = [*kept, field("order", "text", "Mã đơn hàng", required=True)]

    scene.revise("form-fields", ask_for_the_order)
    visitor.submit()
    expect(visitor.panel.get_by_text("Biểu mẫu vừa được cập nhật.")).to_be_visible()
    expect(visitor.panel.get_by_label("Địa chỉ")).to_have_count(0)
    expect(visitor.panel.locator(".field.wrong")).to_contain_text("Mã đơn hàng")
    expect(visitor.panel.get_by_label("Nội dung")).to_have_value("Nội dung còn nguyên")
    visitor.panel.get_by_label("Mã đơn hàng").fill("GM-12")
    visitor.submit()
    visitor.sees("Nội dung còn nguyên")


def test_without_anybody_online_it_says_so_and_still_takes_the_message(scene: Scene) -> None:
    visitor = scene.visitor().open()
    expect(visitor.panel.get_by_text("Hiện chưa có nhân viên trực tuyến.")).to_be_visible()
    visitor.fill(message="Mai gọi lại cho em nhé")
    visitor.button("Để lại lời nhắn").click()
    visitor.sees("Mai gọi lại cho em nhé")
    expect(visitor.heading).to_contain_text("Vị trí 1 trong hàng chờ")
    lan = scene.agent()
    expect(visitor.heading).to_contain_text("Nguyễn Ngọc Lan")
    lan.take().hears("Mai gọi lại cho em nhé")


def test_who_asks_too_often_is_told_in_words(scene: Scene) -> None:
    visitor = scene.visitor()
    error = {"code": "rate_limited", "message": "Bạn thao tác hơi nhanh.", "retry": 9000}
    visitor.page.route("**/api/widget/sessions", lambda route: route.fulfill(status=429, json={"error": error}))
    visitor.open().fill(message="còn nguyên").submit()
    expect(visitor.panel.get_by_text("Bạn thao tác hơi nhanh.")).to_be_visible()
    expect(visitor.panel.get_by_label("Nội dung")).to_have_value("còn nguyên")
    visitor.page.unroute("**/api/widget/sessions")
    visitor.submit()
    visitor.sees("còn nguyên")
