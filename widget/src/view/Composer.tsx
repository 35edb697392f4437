// Where the visitor writes: grows to five lines, Enter sends, an input method's Enter never does.
import { TEXT_MAX } from '../protocol'
import { allowSound } from '../sound'
import { Icon } from './icons'
import { focus, ui } from './ui'

const FIVE_LINES = 5 * 22 + 18

/** Safari reports the Enter that ends a composition after the composition has ended, but with this code. */
const KEY_OF_COMPOSITION = 229

function fit(input: HTMLTextAreaElement | null): void {
  if (!input) return
  input.style.height = 'auto'
  input.style.height = `${Math.min(input.scrollHeight, FIVE_LINES)}px`
}

export function Composer() {
  const { chat, state, t } = ui
  const tooLong = [...state.draft].length > TEXT_MAX
  const sendable = state.draft.trim() && !tooLong
  const send = (event: Event) => {
    event.preventDefault()
    if (!sendable) return
    allowSound()
    chat.send(state.draft)
    focus((event.currentTarget as Element).closest('form')?.querySelector('textarea'))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const composing = event.isComposing || event.keyCode === KEY_OF_COMPOSITION
    if (event.key === 'Enter' && !event.shiftKey && !composing) send(event)
  }
  const onInput = (text: string) => {
    chat.set({ draft: text })
    chat.receipts.typed(text)
  }
  return (
    <form class="composer" onSubmit={send}>
      {tooLong && (
        <p class="problem" role="alert">
          {t('too_long', { n: TEXT_MAX })}
        </p>
      )}
      <div class="box">
        <textarea
          aria-label={t('write')}
          enterkeyhint="send"
          onBlur={() => chat.receipts.stopTyping()}
          onInput={event => onInput(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          placeholder={t('write')}
          // Not a named function: a new one is called at every drawing, so that the height follows the text.
          ref={input => fit(input)}
          rows={1}
          value={state.draft}
        />
        <button aria-label={t('send')} class="send" disabled={!sendable} type="submit">
          <Icon name="send" />
        </button>
      </div>
    </form>
  )
}
