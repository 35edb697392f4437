"""The built front ends as files: the widget for any website, the dashboard, and the demo pages."""

from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

ROOT = Path(__file__).resolve().parents[1]
WIDGET = ROOT / "widget" / "dist" / "widget.js"
DASHBOARD = ROOT / "dashboard" / "dist"
DEMO = ROOT / "widget" / "demo"

WIDGET_HEADERS = {
    # Short, so that every site has a new version within minutes; afterwards the ETag makes asking cheap.
    "cache-control": "public, max-age=300, stale-while-revalidate=86400",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
}
DASHBOARD_CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: https:",
        "connect-src 'self' ws: wss:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
PREVIEW_HEADERS = {
    # The dashboard shows it in a sandboxed frame, which has no origin: to the browser its own files are another site's.
    "content-security-policy": DASHBOARD_CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-resource-policy": "cross-origin",
}
DEMO_CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: https:",
        "connect-src 'self' ws: wss:",
        "frame-ancestors 'self'",
        "object-src 'none'",
    )
)
KEEP = {"cache-control": "public, max-age=31536000, immutable"}
ASK = {"cache-control": "no-cache"}
NOT_BUILT = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Alo</title>
<h1>Giao diện chưa được dựng</h1><p>Hãy chạy <code>make install</code> rồi tải lại trang này.</p>
<p lang="en">This page has not been built yet: run <code>make install</code> and reload.</p></html>"""


async def widget_file(request: Request) -> Response:
    """ETag and Last-Modified come from the file; a matching If-None-Match is answered with 304."""
    return serve(request, WIDGET, WIDGET_HEADERS)


async def dashboard_page(request: Request) -> Response:
    """A built file, or the page of the application for every address that its router knows."""
    path = find(DASHBOARD, request.path_params.get("path", ""))
    is_asset = path is not None and path.parent.name == "assets"
    headers = {**(KEEP if is_asset else ASK), "content-security-policy": DASHBOARD_CSP}
    if path is not None and path.stem == "preview":
        headers |= PREVIEW_HEADERS
    if path is None and "." in request.path_params.get("path", "").rpartition("/")[2]:
        raise HTTPException(404)
    return serve(request, path or DASHBOARD / "index.html", headers)


async def demo_page(request: Request) -> Response:
    name = request.path_params.get("path", "") or "index"
    path = find(DEMO, name) or find(DEMO, name + ".html")
    if path is None and DEMO.is_dir():
        raise HTTPException(404)
    return serve(request, path or DEMO / "index.html", {**ASK, "content-security-policy": DEMO_CSP})


async def front_door(_: Request) -> Response:
    return RedirectResponse("/dashboard", 307)


def find(folder: Path, name: str) -> Path | None:
    """A file inside of the folder; whatever leads out of it does not exist."""
    if "\0" in name:
        return None
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder.resolve()) and path.is_file() else None


def serve(request: Request, path: Path, headers: dict[str, str]) -> Response:
    if not path.is_file():
        return HTMLResponse(NOT_BUILT, 404, {"cache-control": "no-store"})
    response = FileResponse(path, headers=headers, stat_result=path.stat())
    if is_fresh(request, response):
        kept = {
            name: value for name, value in response.headers.items() if name not in ("content-length", "content-type")
        }
        return Response(status_code=304, headers=kept)
    return response


def is_fresh(request: Request, response: Response) -> bool:
    known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return response.headers["etag"] in known


def static_routes() -> list[Any]:
    return [
        Route("/", front_door),
        Route("/widget.js", widget_file),
        Route("/dashboard", dashboard_page),
        Route("/dashboard/{path:path}", dashboard_page),
        Route("/demo", demo_page),
        Route("/demo/{path:path}", demo_page),
    ]
