"""Whether the hub of this container takes chats: exit 0 or 1, for the health check of its image."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    address = f"http://127.0.0.1:{os.environ.get('ALO_PORT', '8000')}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=3) as answer:
            return 0 if answer.status == 200 else 1
    except (OSError, urllib.error.URLError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
