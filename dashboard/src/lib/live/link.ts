// The agent's socket: always with a token that lives, back by itself after sleep, network loss or a restarted hub.
import { io, type Socket } from "socket.io-client";
import { freshToken, onAccess, readAccess, renew } from "@/lib/access";
import i18n from "@/lib/i18n";
import type { AgentRequests, ToAgent, WireError } from "@/lib/protocol";

type Payload<Name extends keyof AgentRequests> = Parameters<AgentRequests[Name]>[0];
type Answer<Name extends keyof AgentRequests> = Parameters<Parameters<AgentRequests[Name]>[1]>[0];
export type Unanswered = { ok: false; error: WireError | null };
export type Reply<Name extends keyof AgentRequests> = Extract<Answer<Name>, { ok: true }> | Unanswered;
export type LinkState = "connecting" | "online" | "offline";

const ACK_MS = 10_000;
const PROBE_MS = 3_000;
const TICK_MS = 5_000;
/** A tick that comes this late means that the machine slept, and the connection may be dead without knowing it. */
const SLEPT_MS = 15_000;

export class Link {
  state: LinkState = "connecting";
  onState: (state: LinkState) => void = () => undefined;
  readonly socket: Socket<ToAgent, AgentRequests>;
  #token = "";
  #lastTick = Date.now();
  #stop: (() => void)[] = [];

  constructor() {
    this.socket = io("/agent", {
      path: "/socket.io/",
      transports: ["websocket", "polling"],
      autoConnect: false,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      auth: (give) => void this.#credentials().then(give),
    });
    this.socket.on("connect", () => this.#become("online"));
    this.socket.on("disconnect", (reason) => this.#lost(reason));
    this.socket.on("connect_error", (error) =>
      this.#refused(error as Error & { data?: WireError | { error: WireError } }),
    );
  }

  start(): void {
    this.socket.connect();
    const ticker = setInterval(() => this.#tick(), TICK_MS);
    const probe = () => void this.probe();
    const wake = () => document.visibilityState === "visible" && probe();
    window.addEventListener("online", probe);
    document.addEventListener("visibilitychange", wake);
    this.#stop = [
      () => clearInterval(ticker),
      () => window.removeEventListener("online", probe),
      () => document.removeEventListener("visibilitychange", wake),
      onAccess(() => void this.#present()),
    ];
  }

  stop(): void {
    for (const stop of this.#stop) stop();
    this.socket.removeAllListeners();
    this.socket.disconnect();
  }

  /** Never rejects: no connection or no ack in time is an answer without an error of the server's. */
  async request<Name extends keyof AgentRequests>(
    name: Name,
    payload: Payload<Name>,
    patience = ACK_MS,
  ): Promise<Reply<Name>> {
    if (!this.socket.connected) return { ok: false, error: null };
    try {
      const untyped: Socket = this.socket;
      return (await untyped.timeout(patience).emitWithAck(name, payload)) as Reply<Name>;
    } catch {
      return { ok: false, error: null };
    }
  }

  /** Whoever sleeps may wake with a socket that only looks alive: ask, and start anew without an answer. */
  async probe(): Promise<void> {
    if (!this.socket.connected) return this.#again(0);
    const answer = await this.request("inbox", {}, PROBE_MS);
    if (answer.ok || answer.error) return;
    this.socket.disconnect();
    this.socket.connect();
  }

  async #credentials(): Promise<{ token: string; lang: string }> {
    this.#token = (await freshToken().catch(() => null)) ?? "";
    return { token: this.#token, lang: i18n.language };
  }

  #become(state: LinkState): void {
    this.state = state;
    this.onState(state);
  }

  #lost(reason: string): void {
    this.#become("offline");
    if (reason === "io server disconnect") this.#again(500);
  }

  async #refused(error: Error & { data?: WireError | { error: WireError } }): Promise<void> {
    this.#become("offline");
    const refusal = error.data && "error" in error.data ? error.data.error : error.data;
    if (refusal?.code === "unauthorized") {
      const renewed = await renew(this.#token).catch(() => undefined);
      if (renewed === null) return;
    }
    if (!this.socket.active) this.#again(refusal?.retry ?? 2_000);
  }

  #again(delay: number): void {
    setTimeout(() => {
      if (readAccess().state === "in" && !this.socket.connected) this.socket.connect();
    }, delay);
  }

  #tick(): void {
    const slept = Date.now() - this.#lastTick > SLEPT_MS;
    this.#lastTick = Date.now();
    if (slept) void this.probe();
    void freshToken().catch(() => null);
  }

  // A socket dies with its token, so each new one is shown to the hub at once.
  async #present(): Promise<void> {
    const access = readAccess();
    if (access.state !== "in" || access.token === this.#token || !this.socket.connected) return;
    this.#token = access.token;
    await this.request("refresh", { token: access.token });
  }
}
