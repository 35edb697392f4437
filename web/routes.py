"""The whole URL table of the API: who may call what, with which query and body, and what comes back."""

from web import auth, conversations, health, widget
from web.call import Access, Endpoint

ANYONE, WEBSITE, VISITOR, MACHINE = Access.ANYONE, Access.WEBSITE, Access.VISITOR, Access.MACHINE
AGENT, LEAD, ADMIN = Access.AGENT, Access.LEAD, Access.ADMIN

ENDPOINTS: tuple[Endpoint, ...] = (
    # Widget
    Endpoint("GET", "/api/widget/config", WEBSITE, widget.show_config, "Looks, texts and form", widget.WidgetConfig),
    Endpoint("GET", "/api/widget/status", WEBSITE, widget.show_status, "Whether anyone is there", widget.WidgetStatus),
    Endpoint(
        *("POST", "/api/widget/sessions", WEBSITE, widget.open_session, "Open a conversation"),
        answer=widget.SessionOpened,
        body=widget.NewSession,
    ),
    Endpoint(
        *("GET", "/api/widget/messages", VISITOR, widget.read_messages, "Older events of one's own conversation"),
        answer=conversations.EventPage,
        query=widget.OlderEvents,
    ),
    # Sign-in
    Endpoint("POST", "/api/auth/login", ANYONE, auth.login, "Sign in", auth.SignedIn, body=auth.Login),
    Endpoint("POST", "/api/auth/refresh", ANYONE, auth.refresh, "Stay signed in, by cookie", auth.SignedIn),
    Endpoint("POST", "/api/auth/logout", ANYONE, auth.logout, "Sign out", body=auth.Logout),
    Endpoint("GET", "/api/auth/me", AGENT, auth.me, "Who is signed in", auth.Me),
    Endpoint(
        *("POST", "/api/auth/password", AGENT, auth.change_password, "Change one's password"),
        answer=auth.SignedIn,
        body=auth.PasswordChange,
    ),
    # Conversations
    Endpoint(
        *("GET", "/api/conversations/{id}", AGENT, conversations.show, "One conversation"),
        answer=conversations.Conversation,
    ),
    Endpoint(
        *("GET", "/api/conversations/{id}/messages", AGENT, conversations.messages, "Its events, newest page first"),
        answer=conversations.EventPage,
        query=conversations.OlderMessages,
    ),
    # Health
    Endpoint("GET", "/healthz", ANYONE, health.healthz, "Whether the process lives", health.Alive),
    Endpoint("GET", "/readyz", ANYONE, health.readyz, "Whether chats can be taken", health.Ready),
    Endpoint("GET", "/metrics", MACHINE, health.metrics, "Measurements for Prometheus", media="text/plain"),
)
