// The team: who may sign in, as what, and how much each can carry.
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Failure, Page } from "@/components/ui/page";
import { Cell, Head, Table } from "@/components/ui/table";
import type { Account } from "@/lib/access";
import { fullTime } from "@/lib/dates";
import { type Agent, useStaff } from "@/lib/staff";
import { AgentDialog } from "./agent-dialog";
import { AgentMenu } from "./agent-menu";
import { Waiting } from "./settings-page";

type RowProps = { agent: Agent; account: Account; onEdit: () => void };

function Presence({ agent }: { agent: Agent }) {
  const { t } = useTranslation("admin");
  if (!agent.active) return <Badge tone="danger">{t("agents.disabled")}</Badge>;
  if (!agent.online) return <Badge>{t("agents.offline")}</Badge>;
  return agent.status === "online" ? (
    <Badge tone="brand">{t("agents.online")}</Badge>
  ) : (
    <Badge tone="wait">{t("agents.away")}</Badge>
  );
}

function Row({ agent, account, onEdit }: RowProps) {
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation();
  return (
    <tr className={agent.active ? "" : "text-ink-3"}>
      <Cell>
        <span className="flex items-center gap-3">
          <Avatar id={agent.id} name={agent.name} avatar={agent.avatar} size="sm" />
          <span className="min-w-0">
            <span className="block font-medium">
              {agent.name}
              {agent.id === account.id && <span className="text-ink-3"> · {t("agents.you")}</span>}
            </span>
            <span className="block text-[13px] text-ink-3">{agent.email}</span>
          </span>
        </span>
      </Cell>
      <Cell>{shared(`account.role.${agent.role}`)}</Cell>
      <Cell>
        <Presence agent={agent} />
      </Cell>
      <Cell number>{agent.takes_chats ? `${agent.load}/${agent.capacity}` : t("agents.no_chats")}</Cell>
      <Cell className="whitespace-nowrap text-ink-2">
        {agent.last_login_at ? fullTime(agent.last_login_at) : t("agents.never")}
      </Cell>
      <Cell className="w-10">
        {account.role === "admin" && <AgentMenu agent={agent} self={agent.id === account.id} onEdit={onEdit} />}
      </Cell>
    </tr>
  );
}

export function AgentsPage({ account }: { account: Account }) {
  const { t } = useTranslation("admin");
  const staff = useStaff();
  const [edited, setEdited] = useState<Agent | "new" | null>(null);
  const add = account.role === "admin" && (
    <Button look="primary" onClick={() => setEdited("new")}>
      <Plus size={16} aria-hidden="true" />
      {t("agents.add")}
    </Button>
  );
  return (
    <Page
      title={t("rooms.agents")}
      hint={account.role === "admin" ? t("agents.hint") : t("agents.hint_lead")}
      actions={add}
    >
      {staff.isPending && <Waiting />}
      {staff.isError && <Failure error={staff.error} onRetry={() => void staff.refetch()} />}
      {staff.data && (
        <div className="rounded-xl border border-line bg-raised px-5 pt-2 pb-3">
          <Table
            label={t("rooms.agents")}
            head={
              <tr>
                <Head>{t("agents.name")}</Head>
                <Head>{t("agents.role")}</Head>
                <Head>{t("agents.status")}</Head>
                <Head number>{t("agents.load")}</Head>
                <Head>{t("agents.last_login")}</Head>
                <Head>
                  <span className="sr-only">{t("agents.acts")}</span>
                </Head>
              </tr>
            }
          >
            {staff.data.map((agent) => (
              <Row key={agent.id} agent={agent} account={account} onEdit={() => setEdited(agent)} />
            ))}
          </Table>
        </div>
      )}
      {edited && (
        <AgentDialog
          agent={edited === "new" ? null : edited}
          self={edited !== "new" && edited.id === account.id}
          onClose={() => setEdited(null)}
        />
      )}
    </Page>
  );
}
