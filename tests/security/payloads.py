"""What strangers write who want a script to run in somebody else's page; each sets `document.title` or a global."""

XSS = [
    "<script>window.owned=1</script>",
    "<img src=x onerror=window.owned=1>",
    "<svg/onload=window.owned=1>",
    "<svg><animate onbegin=window.owned=1 attributeName=x dur=1s>",
    '"><img src=x onerror="window.owned=1">',
    "'-window.owned=1-'",
    "</title></textarea></style><script>window.owned=1</script>",
    "<iframe srcdoc='<script>parent.owned=1</script>'></iframe>",
    "<a href='javascript:window.owned=1'>xem</a>",
    "javascript:window.owned=1",
    "JaVaScRiPt:window.owned=1//https://good.com",
    "data:text/html,<script>window.owned=1</script>",
    "vbscript:msgbox(1)",
    "{{constructor.constructor('window.owned=1')()}}",
    "${window.owned=1}",
    "<math><mtext><style><img src=x onerror=window.owned=1>",
    "<details open ontoggle=window.owned=1>",
    "&lt;script&gt;window.owned=1&lt;/script&gt;",
    "\u202e<script>window.owned=1</script>",
    'https://good.com/"onmouseover="window.owned=1',
    "[xem](javascript:window.owned=1)",
    "mailto:a@b.c?body=<script>window.owned=1</script>",
    "__proto__",
]
ADDRESSES = [
    "javascript:window.owned=1//",
    "data:text/html,<script>window.owned=1</script>",
    "vbscript:x",
    "  javascript:window.owned=1",
]
