// How components read the desk: each hook redraws for its own key alone.
import { createContext, useContext } from "react";
import type { AgentCard, Me, SessionSummary } from "@/lib/protocol";
import type { Desk, Loss } from "./desk";
import type { LinkState } from "./link";
import { useObserved } from "./observable";
import type { Orders, View } from "./order";
import type { Outbox } from "./outbox";
import type { Transcript } from "./transcripts";
import type { Typing } from "./typing";

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("no desk above this component");
  return desk;
}

function useOfDesk<T>(key: string, read: (desk: Desk) => T): T {
  const desk = useDesk();
  return useObserved(desk.changes, key, () => read(desk));
}

export const useSession = (id: string): SessionSummary | undefined =>
  useOfDesk(`session:${id}`, (desk) => desk.inbox.get(id));
export const useReadHere = (id: string): number => useOfDesk(`session:${id}`, (desk) => desk.transcripts.readHere(id));
export const useOrders = (): Orders => useOfDesk("orders", (desk) => desk.inbox.orders);
export const useOrder = (view: View): string[] => useOfDesk("orders", (desk) => desk.inbox.orders[view]);
export const useInboxReady = (): boolean => useOfDesk("me", (desk) => desk.inbox.ready);
export const useMe = (): Me | undefined => useOfDesk("me", (desk) => desk.inbox.me);
export const useAgents = (): Map<string, AgentCard> => useOfDesk("agents", (desk) => desk.inbox.agents);
export const useLink = (): LinkState => useOfDesk("link", (desk) => desk.link.state);
export const useTranscript = (id: string): Transcript => useOfDesk(`log:${id}`, (desk) => desk.transcripts.get(id));
export const useTyping = (id: string): Typing | undefined => useOfDesk(`typing:${id}`, (desk) => desk.typing.get(id));
export const useDraft = (id: string): string => useOfDesk(`draft:${id}`, (desk) => desk.post.draft(id));
export const useOutbox = (): Outbox => useOfDesk("outbox", (desk) => desk.post.outbox);
export const useLoss = (id: string): Loss | undefined => useOfDesk(`loss:${id}`, (desk) => desk.losses.get(id));
