// What this browser keeps of a conversation, shared by its tabs. Nothing is written before the first message.

export type Listener = (key: string, value: unknown) => void

/** localStorage under a prefix of our own; what the browser refuses to keep stays in memory of this page. */
export class Storage {
  private readonly memory = new Map<string, string>()
  private readonly area: globalThis.Storage | null

  constructor(private readonly prefix: string) {
    this.area = reachable()
  }

  read<T>(key: string): T | null {
    try {
      const text = this.memory.get(key) ?? this.area?.getItem(this.prefix + key)
      return text ? (JSON.parse(text) as T) : null
    } catch {
      return null
    }
  }

  write(key: string, value: unknown): void {
    const text = JSON.stringify(value)
    try {
      if (!this.area) throw new Error('no localStorage')
      this.area.setItem(this.prefix + key, text)
      this.memory.delete(key)
    } catch {
      this.memory.set(key, text)
    }
  }

  remove(key: string): void {
    this.memory.delete(key)
    try {
      this.area?.removeItem(this.prefix + key)
    } catch {
      // Nothing was kept there then.
    }
  }

  /** Of this tab alone, across pages; null forgets. */
  writeTab(key: string, value: unknown): void {
    try {
      if (value === null) sessionStorage.removeItem(this.prefix + key)
      else sessionStorage.setItem(this.prefix + key, JSON.stringify(value))
    } catch {
      // The next page starts with the panel closed then.
    }
  }

  readTab(key: string): boolean {
    try {
      return sessionStorage.getItem(this.prefix + key) !== null
    } catch {
      return false
    }
  }

  keys(start: string): string[] {
    const stored = Object.keys(this.area ?? {}).filter(key => key.startsWith(this.prefix))
    const all = [...this.memory.keys(), ...stored.map(key => key.slice(this.prefix.length))]
    return all.filter(key => key.startsWith(start))
  }

  /** News of the other tabs; the browser never reports a page's own writes to it. */
  listen(listener: Listener): void {
    addEventListener('storage', event => {
      if (event.storageArea !== this.area || !event.key?.startsWith(this.prefix)) return
      let value: unknown = null
      try {
        value = event.newValue ? JSON.parse(event.newValue) : null
      } catch {
        return
      }
      listener(event.key.slice(this.prefix.length), value)
    })
  }
}

function reachable(): globalThis.Storage | null {
  try {
    const area = window.localStorage
    area.getItem('alo')
    return area
  } catch {
    return null
  }
}

const PATIENCE = 12_000

/**
 * Runs one tab's work at a time. A frozen tab may hold the lock for ever, and plain http has no locks:
 * then we go ahead without it, since every client_id is accepted only once anyway.
 */
export async function exclusively(name: string, work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work()
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE)
  let started = false
  try {
    await navigator.locks.request(name, { signal: patience.signal }, async () => {
      started = true
      clearTimeout(timer)
      await work()
    })
  } catch (error) {
    if (started) throw error
    await work()
  } finally {
    clearTimeout(timer)
  }
}
