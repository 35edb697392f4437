import os
from pathlib import Path

from deploy.local.process import Process
from deploy.local.services import ROOT

AUTHORITY = """#!/bin/sh
echo "$@" >>"$ASKED"
"""


def test_certbot_is_asked_for_the_one_name_by_way_of_nginxs_folder(tmp_path: Path) -> None:
    """No authority answers here: what certbot is told is all that can be seen, the rest is nginx's test."""
    program, asked = tmp_path / "certbot", tmp_path / "asked"
    program.write_text(AUTHORITY)
    program.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "ASKED": str(asked),
        "ALO_DOMAIN": "chat.example.com",
        "ALO_ACME_EMAIL": "ban@example.com",
    }
    script = Process("certbot", ["sh", str(ROOT / "deploy" / "certbot" / "start.sh")], env=environment)
    with script:
        script.wait_until(lambda: asked.exists() and asked.read_text().endswith("\n"), 20)
        assert script.running
    assert script.exit_code == 0
    words = asked.read_text()
    for word in (
        "certonly --webroot --webroot-path /var/lib/alo/acme",
        "--domain chat.example.com",
        "--email ban@example.com",
        "--keep-until-expiring",
        "--config-dir /var/lib/alo/tls",
    ):
        assert word in words
