// What this browser keeps of a conversation, shared by its tabs. Nothing is written before the first message.

/** Where the browser forbids storage, the page goes on with what it has in memory. */
function attempt<T>(act: () => T): T | null {
  try {
    return act()
  } catch {
    return null
  }
}

export class Storage {
  constructor(
    readonly prefix: string,
    private readonly area: () => globalThis.Storage = () => localStorage,
  ) {}

  read<T>(key: string): T | null {
    return attempt(() => JSON.parse(this.area().getItem(this.prefix + key) ?? 'null') as T)
  }

  /** null forgets. */
  write(key: string, value: unknown): void {
    attempt(() =>
      value === null
        ? this.area().removeItem(this.prefix + key)
        : this.area().setItem(this.prefix + key, JSON.stringify(value)),
    )
  }

  keys(start: string): string[] {
    const all = attempt(() => Object.keys(this.area())) ?? []
    return all.filter(key => key.startsWith(this.prefix + start)).map(key => key.slice(this.prefix.length))
  }

  /** News of the other tabs; the browser never reports a page's own writes to it. */
  listen(listener: (key: string, value: unknown) => void): void {
    addEventListener('storage', ({ key, newValue }) => {
      if (!key?.startsWith(this.prefix)) return
      listener(key.slice(this.prefix.length), attempt(() => JSON.parse(newValue ?? 'null')))
    })
  }
}

const PATIENCE = 12_000

/**
 * Runs one tab's work at a time. A frozen tab may hold the lock for ever, and plain http has no locks:
 * then we go ahead without it, since the hub accepts every client_id only once anyway.
 */
export async function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE)
  let begun = false
  const begin = () => {
    begun = true
    clearTimeout(timer)
    return work()
  }
  await navigator.locks?.request(name, { signal: patience.signal }, begin).catch(() => {})
  if (!begun) await begin()
}
