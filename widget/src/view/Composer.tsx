// Where the visitor writes: grows to five lines, Enter sends, an input method's Enter never does.
import { useLayoutEffect, useRef } from 'preact/hooks'
import { TEXT_MAX } from '../protocol'
import { allowSound } from '../sound'
import { useAlo } from './alo'
import { SendIcon } from './icons'

const LINES = 5
const LINE = 22
const PADDING = 22

/** Safari reports the Enter that ends a composition after the composition has ended, but with this code. */
const KEY_OF_COMPOSITION = 229

export function Composer() {
  const { chat, state, t } = useAlo()
  const input = useRef<HTMLTextAreaElement>(null)
  const length = [...state.draft].length
  const sendable = state.draft.trim().length > 0 && length <= TEXT_MAX

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = input.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${Math.min(element.scrollHeight, LINES * LINE + PADDING)}px`
  }, [state.draft])

  const send = () => {
    if (!sendable) return
    allowSound()
    chat.send(state.draft)
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const composing = event.isComposing || event.keyCode === KEY_OF_COMPOSITION
    if (event.key !== 'Enter' || event.shiftKey || composing) return
    event.preventDefault()
    send()
  }
  const onInput = (text: string) => {
    chat.set({ draft: text })
    chat.receipts.typed(text)
  }
  return (
    <form
      class="composer"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      {length > TEXT_MAX && (
        <p class="problem" role="alert">
          {t('too_long', { n: TEXT_MAX.toLocaleString(state.lang) })}
        </p>
      )}
      <div class="box">
        <textarea
          aria-label={t('write')}
          autocomplete="off"
          enterkeyhint="send"
          onBlur={() => chat.receipts.stopTyping()}
          onInput={event => onInput(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          placeholder={t('write')}
          ref={input}
          rows={1}
          value={state.draft}
        />
        <button aria-label={t('send')} class="send" disabled={!sendable} type="submit">
          <SendIcon />
        </button>
      </div>
    </form>
  )
}
