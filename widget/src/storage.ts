// What this browser keeps of a conversation, shared by its tabs. Nothing is written before the first message.
import { options } from './options'

/** Where the browser forbids storage, the page goes on with what it has in memory. */
function attempt<T>(act: () => T): T | null {
  try {
    return act()
  } catch {
    return null
  }
}

/** Two hubs may have their widgets on one site. */
const prefix = () => `alo:${options.origin}:`

export const read = <T>(key: string) =>
  attempt(() => JSON.parse(localStorage.getItem(prefix() + key) ?? 'null') as T | null)

export const write = (key: string, value: unknown) =>
  attempt(() => localStorage.setItem(prefix() + key, JSON.stringify(value)))

export const forget = (key: string) => attempt(() => localStorage.removeItem(prefix() + key))

export function keys(start: string): string[] {
  const all = attempt(() => Object.keys(localStorage)) ?? []
  return all.filter(key => key.startsWith(prefix() + start)).map(key => key.slice(prefix().length))
}

/** Of this tab alone, across the pages of a site. */
export const markTab = (key: string, value: boolean) =>
  attempt(() =>
    value ? sessionStorage.setItem(prefix() + key, '1') : sessionStorage.removeItem(prefix() + key),
  )

export const isTabMarked = (key: string) => attempt(() => sessionStorage.getItem(prefix() + key)) !== null

/** News of the other tabs; the browser never reports a page's own writes to it. */
export const listen = (listener: (key: string, value: unknown) => void) =>
  addEventListener('storage', ({ key, newValue }) => {
    if (key?.startsWith(prefix())) {
      listener(
        key.slice(prefix().length),
        attempt(() => JSON.parse(newValue ?? 'null')),
      )
    }
  })

const PATIENCE = 12_000

/**
 * Runs one tab's work at a time. A frozen tab may hold the lock for ever, and plain http has no locks:
 * then we go ahead without it, since the hub accepts every client_id only once anyway. `work` never throws.
 */
export async function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await navigator.locks.request(prefix() + name, { signal: AbortSignal.timeout?.(PATIENCE) }, work)
  } catch {
    await work()
  }
}
