// Says in one sentence what happened to a conversation.
import type { TFunction } from "i18next";
import type { Event as DurableEvent } from "@/lib/protocol";

type Teller = { t: TFunction; me: string | undefined; nameOf: (agentId: string) => string | undefined };

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function actor(event: DurableEvent, { me, nameOf }: Teller): { name: string; mine: boolean } {
  const id = text(event.data?.agent_id) || text(event.author?.id);
  const name = text(event.data?.name) || nameOf(id) || event.author?.name || "";
  return { name, mine: id !== "" && id === me };
}

function claimed(event: DurableEvent, teller: Teller): string {
  const { name, mine } = actor(event, teller);
  const how = text(event.data?.how) as "auto" | "taken" | "transfer" | "takeover";
  return teller.t(mine ? `event.claimed_${how}_you` : `event.claimed_${how}`, { name });
}

function released(event: DurableEvent, teller: Teller): string {
  const { name, mine } = actor(event, teller);
  const key = event.data?.why === "expired" ? "event.released_expired" : "event.released";
  return teller.t(mine ? `${key}_you` : key, { name });
}

function closed(event: DurableEvent, teller: Teller): string {
  if (event.author?.type === "visitor") return teller.t("event.closed_visitor");
  if (event.author?.type !== "agent") return teller.t("event.closed_system");
  const { name, mine } = actor(event, teller);
  return teller.t(mine ? "event.closed_you" : "event.closed_agent", { name });
}

function rated(event: DurableEvent, { t }: Teller): string {
  const score = Number(event.data?.score);
  const comment = text(event.data?.comment);
  return comment ? t("event.rated_comment", { score, comment }) : t("event.rated", { score });
}

function tagged(event: DurableEvent, teller: Teller): string {
  const { name, mine } = actor(event, teller);
  const tags = Array.isArray(event.data?.tags) ? event.data.tags.join(", ") : "";
  if (!tags) return teller.t(mine ? "event.untagged_you" : "event.untagged", { name });
  return teller.t(mine ? "event.tagged_you" : "event.tagged", { name, tags });
}

export function describe(event: DurableEvent, teller: Teller): string {
  switch (event.kind) {
    case "opened":
      return teller.t("event.opened", { name: event.author?.name ?? "" });
    case "claimed":
      return claimed(event, teller);
    case "released":
      return released(event, teller);
    case "closed":
      return closed(event, teller);
    case "reopened": {
      const { name, mine } = actor(event, teller);
      return teller.t(mine ? "event.reopened_you" : "event.reopened", { name });
    }
    case "rated":
      return rated(event, teller);
    case "tagged":
      return tagged(event, teller);
    default:
      return "";
  }
}
