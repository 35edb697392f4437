// A conversation under way or ended: its messages, and what the visitor can do next.
import { Composer } from './Composer'
import { Messages } from './Messages'
import { Rating } from './Rating'
import { focus, ui } from './ui'

export function Conversation() {
  const { chat, state, t } = ui
  const closed = state.session?.status === 'closed'
  return (
    <div class="conversation">
      {state.link === 'down' && (
        <p class="lost" role="status">
          <span class="spinner" /> {t('lost')}
        </p>
      )}
      <Messages />
      {closed ? <Ended /> : state.ending ? <EndQuestion /> : <Composer />}
    </div>
  )
}

const Ended = () => (
  <footer class="ended">
    <Rating />
    <button class="secondary" onClick={() => ui.chat.startOver()} type="button">
      {ui.t('new_chat')}
    </button>
  </footer>
)

function EndQuestion() {
  const { chat, state, t } = ui
  return (
    <div aria-labelledby="alo-end" class="ended" role="alertdialog">
      <strong id="alo-end">{t(state.trouble ? 'not_done' : 'end_question')}</strong>
      <div class="pair">
        <button class="secondary" onClick={() => chat.set({ ending: false })} ref={focus} type="button">
          {t('cancel')}
        </button>
        <button class="primary" onClick={() => chat.end()} type="button">
          {t(state.trouble ? 'retry' : 'end_yes')}
        </button>
      </div>
    </div>
  )
}
