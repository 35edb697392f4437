// Calls the REST API with the agent's token and turns its errors into one class.
import { freshToken, renew } from "./access";
import { learnServerTime } from "./clock";
import i18n from "./i18n";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly retry: number | null = null,
  ) {
    super(message);
  }
}

type Call = { method?: string; body?: unknown; signal?: AbortSignal; headers?: Record<string, string> };

function attempt(path: string, call: Call, token: string | null): Promise<Response> {
  const headers: Record<string, string> = { "Accept-Language": i18n.language, ...call.headers };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (call.body !== undefined) headers["Content-Type"] = "application/json";
  return fetch(path, {
    method: call.method ?? "GET",
    headers,
    signal: call.signal ?? null,
    body: call.body === undefined ? null : JSON.stringify(call.body),
  });
}

async function failure(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => ({}));
  const { code = "busy", message = i18n.t("error.generic"), fields = {}, retry = null } = body?.error ?? {};
  return new ApiError(response.status, code, message, fields, retry);
}

async function demand(response: Response): Promise<Response> {
  learnServerTime(response.headers.get("date"));
  if (!response.ok) throw await failure(response);
  return response;
}

async function read<T>(response: Response): Promise<T> {
  return response.status === 204 ? (undefined as T) : response.json();
}

/** Without an agent: signing in, the public settings. */
export async function callOpenly<T>(path: string, call: Call = {}): Promise<T> {
  return read(await demand(await attempt(path, call, null)));
}

/** For those who need more than the body: its tag, or a file. */
export async function fetchApi(path: string, call: Call = {}): Promise<Response> {
  const token = await freshToken();
  let response = await attempt(path, call, token);
  if (response.status === 401 && token) {
    const renewed = await renew(token);
    if (renewed) response = await attempt(path, call, renewed);
  }
  return demand(response);
}

export async function callApi<T>(path: string, call: Call = {}): Promise<T> {
  return read(await fetchApi(path, call));
}
