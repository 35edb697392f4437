// Tells the page's own functions what happens: `Alo('on', 'message', fn)`.

export type Happening = 'ready' | 'open' | 'close' | 'message' | 'unread'
type Listener = (detail?: unknown) => void

const listeners: [string, Listener][] = []
let ready = false

/** A mistake in the page's own function must not stop the chat. */
function tell(listener: Listener, detail?: unknown): void {
  try {
    listener(detail)
  } catch (error) {
    console.error('Alo:', error)
  }
}

export function on(name: string, listener: Listener): void {
  listeners.push([name, listener])
  if (name === 'ready' && ready) tell(listener)
}

export function announce(name: Happening, detail?: unknown): void {
  ready ||= name === 'ready'
  for (const [wanted, listener] of listeners) if (wanted === name) tell(listener, detail)
}
