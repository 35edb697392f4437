"""The real nginx with the project's own configuration, a certificate made for the test, in front of given hubs."""

import gzip
import http.client
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.process import LOOPBACK, Process, free_port, port_is_taken
from deploy.local.services import ROOT

HOST = "localhost"
COMPRESSED = {".js", ".css", ".html", ".svg"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Entrance(Process):
    """nginx as its container runs it: `start.sh`, on two loopback ports and with files of its own."""

    def __init__(self, folder: Path, hubs: Sequence[str], *, certified: bool = True) -> None:
        self.folder, self.hubs = folder, hubs
        self.http, self.https = free_port(), free_port()
        self.access_log = folder / "access.log"
        environment = {
            "PATH": f"{os.environ['PATH']}:/usr/sbin",
            "ALO_DOMAIN": HOST,
            "ALO_HUBS": " ".join(hubs),
            "ALO_NGINX_RUN": str(folder / "run"),
            "ALO_NGINX_TLS": str(folder / "tls"),
            "ALO_NGINX_ACME": str(folder / "acme"),
            "ALO_NGINX_FILES": str(folder / "files"),
            "ALO_NGINX_LOG": str(self.access_log),
            "ALO_NGINX_HTTP": f"{LOOPBACK}:{self.http}",
            "ALO_NGINX_HTTPS": f"{LOOPBACK}:{self.https}",
            "ALO_NGINX_PUBLIC_PORT": f":{self.https}",
            "ALO_NGINX_LOOK_S": "0.2",
            # Where a test is root, nginx would give up rights that it needs to see the files of the test.
            "ALO_NGINX_GLOBALS": "user root;" if os.geteuid() == 0 else "",
        }
        (folder / "acme").mkdir(parents=True)
        lay_out_files(folder / "files")
        if certified:
            self.certify()
        script = ROOT / "deploy" / "nginx" / "start.sh"
        super().__init__("nginx", ["sh", str(script)], log=folder / "nginx.log", env=environment)

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.https}"

    def wait_ready(self) -> None:
        self.wait_until(lambda: port_is_taken(self.http), 20)

    def certify(self) -> None:
        """A new certificate where certbot would put one, whole at once as there."""
        live, fresh = self.folder / "tls" / "live" / HOST, self.folder / "tls" / "fresh"
        fresh.mkdir(parents=True)
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
                *("-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
                *("-keyout", str(fresh / "privkey.pem"), "-out", str(fresh / "fullchain.pem")),
            ],
            check=True,
            capture_output=True,
        )
        live.mkdir(parents=True, exist_ok=True)
        for name in ("privkey.pem", "fullchain.pem"):
            (fresh / name).replace(live / name)
        fresh.rmdir()

    @property
    def certificate(self) -> Path:
        return self.folder / "tls" / "live" / HOST / "fullchain.pem"

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))

    def get(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Over TLS, the certificate checked."""
        line = http.client.HTTPSConnection(HOST, self.https, context=self.trust(), timeout=20)
        return ask(line, method, path, body, headers)

    def get_plain(self, path: str, host: str = HOST) -> Answer:
        return ask(http.client.HTTPConnection(LOOPBACK, self.http, timeout=20), "GET", path, None, {"host": host})


def ask(
    line: http.client.HTTPConnection, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> Answer:
    try:
        line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        line.close()


def lay_out_files(place: Path) -> None:
    """Both front ends as the image has them: each file plain and compressed."""
    for name in ("widget", "dashboard"):
        shutil.copytree(ROOT / name / "dist", place / name, ignore=shutil.ignore_patterns(".vite"))
    for path in place.rglob("*"):
        if path.suffix in COMPRESSED:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))


def built_asset() -> str:
    """One of the dashboard's files whose name changes with its content."""
    page = (ROOT / "dashboard" / "dist" / "index.html").read_text()
    found = re.search(r"/dashboard/assets/[\w-]+\.js", page)
    assert found
    return found[0]
