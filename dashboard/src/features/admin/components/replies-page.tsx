// The answers that agents call up by a slash: written, tried out and kept here.
import { MessageSquareText, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { IconButton } from "@/components/ui/icon-button";
import { Failure, Page } from "@/components/ui/page";
import { PaneState } from "@/components/ui/state";
import { ApiError } from "@/lib/http";
import { type Reply, useRemoveReply, useReplies } from "../api/replies";
import { ReplyDialog } from "./reply-dialog";
import { Waiting } from "./settings-page";

function Row({ reply, onEdit, onRemove }: { reply: Reply; onEdit: () => void; onRemove: () => void }) {
  const { t } = useTranslation("admin");
  return (
    <li className="flex items-start gap-4 px-5 py-4">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-semibold">{reply.title}</span>
          <code className="rounded-md bg-sunken px-1.5 py-0.5 text-[13px] text-ink-2">/{reply.shortcut}</code>
        </p>
        <p className="mt-1 line-clamp-3 whitespace-pre-wrap text-ink-2 wrap-anywhere">{reply.text}</p>
      </div>
      <div className="flex">
        <IconButton label={t("replies.edit", { title: reply.title })} onClick={onEdit}>
          <Pencil size={16} />
        </IconButton>
        <IconButton label={t("replies.remove", { title: reply.title })} onClick={onRemove}>
          <Trash2 size={16} />
        </IconButton>
      </div>
    </li>
  );
}

export function RepliesPage() {
  const { t } = useTranslation("admin");
  const { t: shared } = useTranslation();
  const replies = useReplies();
  const removing = useRemoveReply();
  const [edited, setEdited] = useState<Reply | "new" | null>(null);
  const [doomed, setDoomed] = useState<Reply | null>(null);
  const add = (
    <Button look="primary" onClick={() => setEdited("new")}>
      <Plus size={16} aria-hidden="true" />
      {t("replies.add")}
    </Button>
  );
  const remove = (reply: Reply) =>
    removing.mutateAsync(reply.id).then(
      () => announce(t("replies.removed", { title: reply.title })),
      (error) => announce(error instanceof ApiError ? error.message : shared("error.unreachable"), true),
    );
  return (
    <Page title={t("rooms.replies")} hint={t("replies.hint")} actions={replies.data?.length ? add : null}>
      {replies.isPending && <Waiting />}
      {replies.isError && <Failure error={replies.error} onRetry={() => void replies.refetch()} />}
      {replies.data?.length === 0 && (
        <PaneState
          icon={<MessageSquareText size={22} />}
          title={t("replies.none")}
          hint={t("replies.none_hint")}
          action={add}
        />
      )}
      {replies.data && replies.data.length > 0 && (
        <ul className="divide-y divide-line rounded-xl border border-line bg-raised">
          {replies.data.map((reply) => (
            <Row key={reply.id} reply={reply} onEdit={() => setEdited(reply)} onRemove={() => setDoomed(reply)} />
          ))}
        </ul>
      )}
      {edited && <ReplyDialog reply={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
      {doomed && (
        <Confirm
          open
          danger
          onOpenChange={(open) => !open && setDoomed(null)}
          title={t("replies.remove_title", { title: doomed.title })}
          hint={t("replies.remove_hint")}
          action={t("replies.remove_action")}
          onConfirm={() => remove(doomed)}
        />
      )}
    </Page>
  );
}
