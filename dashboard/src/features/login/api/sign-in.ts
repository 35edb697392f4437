// Signing in, and out again on this device or on all of them.
import { forget, type Grant, grant } from "@/lib/access";
import { callApi, callOpenly } from "@/lib/http";

export async function signIn(email: string, password: string): Promise<void> {
  grant(await callOpenly<Grant>("/api/auth/login", { method: "POST", body: { email, password } }));
}

/** Signed out here even when the server can't be told; the refresh cookie then dies with its date. */
export async function signOut(all: boolean): Promise<void> {
  await callApi("/api/auth/logout", { method: "POST", body: { all } }).catch(() => undefined);
  forget();
}
