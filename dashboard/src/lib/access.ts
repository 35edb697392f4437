// Who is signed in: the access token in memory only, renewed before its end by one tab at a time and shared with the others.
import { learnServerTime } from "./clock";
import { Observable, useObserved } from "./live/observable";
import type { Role } from "./protocol";

export type Account = { id: string; name: string; email: string; role: Role; avatar: string | null };
export type Grant = { access_token: string; expires_in: number; agent: Account };
export type Access =
  | { state: "unknown"; unreachable: boolean }
  | { state: "out" }
  | { state: "in"; account: Account; token: string; expiresAt: number };

type Word = { type: "granted"; access: Extract<Access, { state: "in" }> } | { type: "out" };

export const RENEW_BEFORE_MS = 90_000;

export const isFresh = (access: Access, now: number): boolean =>
  access.state === "in" && access.expiresAt - now > RENEW_BEFORE_MS;

const changes = new Observable<"access">();
const channel = new BroadcastChannel("alo-access");
let current: Access = { state: "unknown", unreachable: false };
let renewing: Promise<string | null> | null = null;

channel.onmessage = ({ data }: MessageEvent<Word>) => become(data.type === "granted" ? data.access : { state: "out" });

function become(next: Access): void {
  current = next;
  changes.notify("access");
}

export const readAccess = (): Access => current;
export const useAccess = (): Access => useObserved(changes, "access", readAccess);
export const onAccess = (listener: () => void) => changes.subscribe("access", listener);

export function grant(answer: Grant): void {
  const access = {
    state: "in",
    account: answer.agent,
    token: answer.access_token,
    expiresAt: Date.now() + answer.expires_in * 1000,
  } as const;
  become(access);
  channel.postMessage({ type: "granted", access } satisfies Word);
}

export function forget(): void {
  become({ state: "out" });
  channel.postMessage({ type: "out" } satisfies Word);
}

/** A token that lives for a while yet, or null when nobody is signed in; throws while the server can't be reached. */
export async function freshToken(): Promise<string | null> {
  if (current.state === "in" && isFresh(current, Date.now())) return current.token;
  if (current.state === "out") return null;
  return renew();
}

/** `refused` is a token that the server no longer takes, however fresh it looks. */
export function renew(refused?: string): Promise<string | null> {
  renewing ??= alone(() => refresh(refused)).finally(() => {
    renewing = null;
  });
  return renewing;
}

// Two tabs that use one refresh cookie at once would look like a stolen one, so they queue for it.
function alone<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request("alo-refresh", work) : work();
}

async function refresh(refused?: string): Promise<string | null> {
  const other = current;
  if (other.state === "in" && other.token !== refused && isFresh(other, Date.now())) return other.token;
  const response = await fetch("/api/auth/refresh", { method: "POST" }).catch(() => null);
  learnServerTime(response?.headers.get("date") ?? null);
  if (response?.ok) {
    const answer = (await response.json()) as Grant;
    grant(answer);
    return answer.access_token;
  }
  if (response && (response.status === 401 || response.status === 403)) {
    forget();
    return null;
  }
  if (current.state === "unknown") become({ state: "unknown", unreachable: true });
  throw new Error("unreachable");
}
