"""The settings of the workspace: looks, texts, assignment, origins, retention."""

from starlette.responses import Response

from config.form import WorkspaceSettings
from web import audit
from web.call import Call, answer_json
from web.problems import invalid
from web.revisions import read_revision, tag_of
from web.workspace import store_settings


async def show(call: Call) -> Response:
    return answer_settings(await call.office.configuration.workspace())


async def replace(call: Call) -> Response:
    """All settings at once; with `If-Match` refused (412) when somebody saved in between."""
    wanted: WorkspaceSettings = call.body
    agent = wanted.assignment.agent
    if agent is not None:
        wanted = wanted.model_copy(update={"assignment": wanted.assignment.model_copy(update={"agent": agent.lower()})})
        if not await call.office.database.agents.count_documents({"email": agent.lower(), "active": True}, limit=1):
            sentence = {"vi": "Không có nhân viên nào dùng email này.", "en": "No agent has this address."}[call.lang]
            raise invalid({"assignment.agent": sentence})
    before = await call.office.configuration.workspace()
    saved = await store_settings(call.office, wanted, read_revision(call))
    old, new = before.model_dump(), saved.model_dump()
    changed = sorted(name for name in new if name != "revision" and new[name] != old[name])
    await audit.record(call, "settings.changed", revision=saved.revision, changed=changed)
    return answer_settings(saved)


def answer_settings(workspace: WorkspaceSettings) -> Response:
    return answer_json(workspace.model_dump(), headers={"etag": tag_of(workspace.revision)})
