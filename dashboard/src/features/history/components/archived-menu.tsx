// What can be done with a conversation of the archive: take it along as a file, or go to it while it is open.
import {
  Ban,
  Download,
  Ellipsis,
  FileJson,
  FileSpreadsheet,
  FileText,
  MessagesSquare,
  Trash2,
  UserCheck,
} from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { announce } from "@/components/ui/announce";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuLine } from "@/components/ui/menu";
import type { Account } from "@/lib/access";
import { download } from "@/lib/download";
import { ApiError } from "@/lib/http";
import type { OpenedArchive } from "../api/archive";
import { useVisitorAct } from "../api/visitor-acts";
import { type Question, VisitorConfirm } from "./visitor-confirm";

const FORMATS = [
  { format: "txt", Icon: FileText },
  { format: "csv", Icon: FileSpreadsheet },
  { format: "json", Icon: FileJson },
] as const;

type Props = { archived: OpenedArchive; account: Account; back: string };

export function ArchivedMenu({ archived, account, back }: Props) {
  const { t } = useTranslation("history");
  const { t: shared } = useTranslation();
  const navigate = useNavigate();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const act = useVisitorAct(archived.visitor);

  async function confirm() {
    if (question && (await act(question)) && question === "erase") navigate(back);
  }

  async function save(path: string, name: string) {
    try {
      await download(path, name);
    } catch (error) {
      announce(error instanceof ApiError ? error.message : shared("error.unreachable"), true);
    }
  }

  return (
    <span className="relative inline-flex">
      <IconButton
        ref={button}
        label={t("conversation.more")}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <Ellipsis size={18} />
      </IconButton>
      <Menu open={open} onOpenChange={setOpen} button={button}>
        <MenuItem icon={<MessagesSquare size={16} />} onSelect={() => navigate(`/inbox/all/${archived.id}`)}>
          {t("conversation.to_inbox")}
        </MenuItem>
        <MenuLine />
        {FORMATS.map(({ format, Icon }) => (
          <MenuItem
            key={format}
            icon={<Icon size={16} />}
            onSelect={() =>
              void save(`/api/conversations/${archived.id}/export?format=${format}`, `${archived.id}.${format}`)
            }
          >
            {t(`export.${format}`)}
          </MenuItem>
        ))}
        {account.role === "admin" && (
          <MenuItem
            icon={<Download size={16} />}
            onSelect={() => void save(`/api/visitors/${archived.visitor.id}/export`, `${archived.visitor.id}.json`)}
          >
            {t("export.visitor")}
          </MenuItem>
        )}
        {account.role !== "agent" && (
          <>
            <MenuLine />
            {archived.blocked ? (
              <MenuItem icon={<UserCheck size={16} />} onSelect={() => void act("unblock")}>
                {t("visitor.unblock")}
              </MenuItem>
            ) : (
              <MenuItem danger icon={<Ban size={16} />} onSelect={() => setQuestion("block")}>
                {t("visitor.block")}
              </MenuItem>
            )}
          </>
        )}
        {account.role === "admin" && (
          <MenuItem danger icon={<Trash2 size={16} />} onSelect={() => setQuestion("erase")}>
            {t("visitor.erase")}
          </MenuItem>
        )}
      </Menu>
      <VisitorConfirm
        question={question}
        name={archived.visitor.name}
        onConfirm={confirm}
        onClose={() => setQuestion(null)}
      />
    </span>
  );
}
