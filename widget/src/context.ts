// What the parts of a running widget share.
import type { Rest } from './rest'
import type { Link } from './socket'
import type { State } from './state'
import type { Storage } from './storage'

export interface Context {
  readonly state: State
  readonly storage: Storage
  readonly rest: Rest
  readonly link: Link
  set(change: Partial<State> | ((state: State) => State)): void
}
