// Where the visitor writes: grows to five lines, Enter sends, an input method's Enter never does.

import { sendDraft } from '../chat'
import { TEXT_MAX } from '../protocol'
import { stopTyping, typed } from '../receipts'
import { set, state, t } from '../store'
import * as say from '../words'
import { focus } from './focus'
import { Icon } from './icons'

const FIVE_LINES = 5 * 22 + 18

/** Safari reports the Enter that ends a composition after the composition has ended, but with this code. */
const KEY_OF_COMPOSITION = 229

function grow(input: HTMLTextAreaElement | null): void {
  if (!input) return
  input.style.height = 'auto'
  input.style.height = `${Math.min(input.scrollHeight, FIVE_LINES)}px`
}

export function Composer() {
  const tooLong = [...state.draft].length > TEXT_MAX
  const sendable = state.draft.trim() && !tooLong
  const send = (event: Event) => {
    event.preventDefault()
    if (!sendable) return
    sendDraft()
    focus((event.currentTarget as Element).closest('form')?.querySelector('textarea'))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const composing = event.isComposing || event.keyCode === KEY_OF_COMPOSITION
    if (event.key === 'Enter' && !event.shiftKey && !composing) send(event)
  }
  const onInput = (text: string) => {
    set({ draft: text })
    typed(text)
  }
  return (
    <form class="composer" onSubmit={send}>
      {tooLong && (
        <p class="problem" role="alert">
          {t(say.tooLong, { n: TEXT_MAX })}
        </p>
      )}
      <div class="box">
        <textarea
          aria-label={t(say.write)}
          enterkeyhint="send"
          onBlur={() => stopTyping()}
          onInput={event => onInput(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          placeholder={t(say.write)}
          // Not a named function: a new one is called at every drawing, so that the height follows the text.
          ref={input => grow(input)}
          rows={1}
          value={state.draft}
        />
        <button aria-label={t(say.send)} class="send" disabled={!sendable} type="submit">
          <Icon name="send" />
        </button>
      </div>
    </form>
  )
}
