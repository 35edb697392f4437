"""The whole URL table of the API: who may call what, with which query and body, and what comes back."""

from config.form import WorkspaceSettings
from web import (
    agents,
    audit,
    auth,
    canned_replies,
    conversations,
    docs,
    export,
    form_fields,
    health,
    openapi,
    ops,
    preferences,
    reports,
    search,
    visitors,
    widget,
)
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
    Endpoint(
        "POST", "/api/auth/refresh", ANYONE, auth.refresh, "Stay signed in, by cookie", auth.SignedIn, refuses=(403,)
    ),
    Endpoint("POST", "/api/auth/logout", ANYONE, auth.logout, "Sign out", body=auth.Logout, refuses=(403,)),
    Endpoint("GET", "/api/auth/me", AGENT, auth.me, "Who is signed in", auth.Me),
    Endpoint(
        *("POST", "/api/auth/password", AGENT, auth.change_password, "Change one's password"),
        answer=auth.SignedIn,
        body=auth.PasswordChange,
    ),
    # Conversations
    Endpoint(
        *("GET", "/api/conversations", AGENT, search.search, "Find conversations, newest first"),
        answer=search.FoundPage,
        query=search.ConversationQuery,
    ),
    Endpoint(
        *("GET", "/api/conversations/{id}", AGENT, conversations.show, "One conversation"),
        answer=conversations.OpenedConversation,
    ),
    Endpoint(
        *("GET", "/api/conversations/{id}/messages", AGENT, conversations.messages, "Its events, newest page first"),
        answer=conversations.EventPage,
        query=conversations.OlderMessages,
    ),
    Endpoint(
        *("GET", "/api/conversations/{id}/export", AGENT, export.export, "One conversation as a file"),
        query=export.ExportQuery,
        media="application/octet-stream",
    ),
    # Agents
    Endpoint("GET", "/api/agents", LEAD, agents.list_agents, "All accounts", agents.AgentPage),
    Endpoint(
        *("POST", "/api/agents", ADMIN, agents.create, "Make an account"),
        answer=agents.Agent,
        body=agents.NewAgent,
        status=201,
        refuses=(409,),
    ),
    Endpoint(
        *("PATCH", "/api/agents/{id}", ADMIN, agents.change, "Change an account"),
        answer=agents.Agent,
        body=agents.AgentChange,
        refuses=(409,),
    ),
    Endpoint("DELETE", "/api/agents/{id}", ADMIN, agents.remove, "Remove an account", status=204, refuses=(409,)),
    # Form, replies, settings
    Endpoint("GET", "/api/form-fields", AGENT, form_fields.show, "The form before the chat", form_fields.FormFields),
    Endpoint(
        *("PUT", "/api/form-fields", LEAD, form_fields.replace, "Replace the form"),
        answer=form_fields.FormFields,
        body=form_fields.FormFieldsChange,
    ),
    Endpoint(
        *("GET", "/api/canned-replies", AGENT, canned_replies.list_replies, "Replies ready to use"),
        answer=canned_replies.CannedReplyPage,
    ),
    Endpoint(
        *("POST", "/api/canned-replies", LEAD, canned_replies.create, "Add a reply"),
        answer=canned_replies.CannedReply,
        body=canned_replies.NewCannedReply,
        status=201,
        refuses=(409,),
    ),
    Endpoint(
        *("PATCH", "/api/canned-replies/{id}", LEAD, canned_replies.change, "Change a reply"),
        answer=canned_replies.CannedReply,
        body=canned_replies.CannedReplyChange,
        refuses=(409,),
    ),
    Endpoint("DELETE", "/api/canned-replies/{id}", LEAD, canned_replies.remove, "Remove a reply", status=204),
    Endpoint("GET", "/api/settings", LEAD, preferences.show, "The settings", WorkspaceSettings),
    Endpoint(
        *("PUT", "/api/settings", LEAD, preferences.replace, "Replace the settings"),
        answer=WorkspaceSettings,
        body=WorkspaceSettings,
    ),
    # Reports
    Endpoint(
        *("GET", "/api/reports", LEAD, reports.show, "Figures by day, hour and agent"),
        answer=reports.Report,
        query=reports.ReportQuery,
    ),
    # Visitors
    Endpoint("POST", "/api/visitors/{id}/block", LEAD, visitors.block, "Keep a visitor out", visitors.Blocked),
    Endpoint("DELETE", "/api/visitors/{id}/block", LEAD, visitors.unblock, "Let a visitor in again", visitors.Blocked),
    Endpoint(
        *("DELETE", "/api/visitors/{id}", ADMIN, visitors.erase, "Forget a visitor"),
        answer=visitors.ErasureBegun,
        status=202,
    ),
    Endpoint(
        *("GET", "/api/visitors/{id}/export", ADMIN, visitors.export, "All that is kept about a visitor"),
        media="application/octet-stream",
    ),
    # Audit and ops
    Endpoint(
        *("GET", "/api/audit", ADMIN, audit.list_entries, "Who did what"),
        answer=audit.AuditPage,
        query=audit.AuditQuery,
    ),
    Endpoint("GET", "/api/ops/queues", ADMIN, ops.queues, "How everything fares", ops.Snapshot),
    Endpoint(
        *("GET", "/api/ops/dead-letters", ADMIN, ops.dead_letters, "Events that could not be archived"),
        answer=ops.DeadLetterPage,
        query=ops.DeadLetterQuery,
    ),
    Endpoint(
        *("POST", "/api/ops/dead-letters/{id}/replay", ADMIN, ops.replay, "Try a dead letter again"),
        answer=ops.ReplayBegun,
        status=202,
    ),
    # Documentation
    Endpoint("GET", "/api/openapi.json", ANYONE, openapi.show, "This description", openapi.Document),
    Endpoint("GET", "/api/docs", ANYONE, docs.rest_page, "This description as a page", media="text/html"),
    Endpoint("GET", "/api/docs/events", ANYONE, docs.events_page, "The socket events as a page", media="text/html"),
    Endpoint("GET", "/api/docs/style.css", ANYONE, docs.style, "The style of both pages", media="text/css"),
    # Health
    Endpoint("GET", "/healthz", ANYONE, health.healthz, "Whether the process lives", health.Alive),
    Endpoint("GET", "/readyz", ANYONE, health.readyz, "Whether chats can be taken", health.Ready),
    Endpoint("GET", "/metrics", MACHINE, health.metrics, "Measurements for Prometheus", media="text/plain"),
)
