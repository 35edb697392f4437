// A conversation under way or ended: its messages, and what the visitor can do next.
import { useState } from 'preact/hooks'
import { useAlo } from './alo'
import { Composer } from './Composer'
import { Messages } from './Messages'
import { Rating } from './Rating'

export function Conversation() {
  const { chat, state, t } = useAlo()
  const closed = state.session?.status === 'closed'
  return (
    <div class="conversation">
      {state.link === 'down' && (
        <p class="lost" role="status">
          <span class="spinner" /> {t('lost')}
        </p>
      )}
      <Messages />
      {closed ? (
        <footer class="ended">
          <Rating />
          <button class="primary" onClick={() => chat.startOver()} type="button">
            {t('new_chat')}
          </button>
        </footer>
      ) : (
        <Composer />
      )}
      {state.ending && !closed && <EndQuestion />}
    </div>
  )
}

function EndQuestion() {
  const { chat, t } = useAlo()
  const [failed, setFailed] = useState(false)
  const stay = () => chat.set({ ending: false })
  const end = async () => {
    const ended = await chat.end()
    if (ended) stay()
    setFailed(!ended)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    stay()
  }
  return (
    <div class="veil" onKeyDown={onKeyDown}>
      <div aria-labelledby="alo-end" aria-modal="true" class="sheet" role="alertdialog">
        <p id="alo-end">{t(failed ? 'end_failed' : 'end_question')}</p>
        <div class="pair">
          <button class="secondary" onClick={stay} ref={focusOnce} type="button">
            {t('cancel')}
          </button>
          <button class="primary" onClick={() => void end()} type="button">
            {t(failed ? 'retry' : 'end_yes')}
          </button>
        </div>
      </div>
    </div>
  )
}

const focusOnce = (button: HTMLButtonElement | null) => button?.focus()
