// What every part of the interface needs: the words, the running chat, and its state.
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Chat } from '../chat'
import type { Translate } from '../i18n'
import type { State } from '../state'

export interface Alo {
  chat: Chat
  state: State
  t: Translate
  phone: boolean
}

export const AloContext = createContext<Alo | null>(null)

export function useAlo(): Alo {
  const alo = useContext(AloContext)
  if (!alo) throw new Error('outside of the widget')
  return alo
}
