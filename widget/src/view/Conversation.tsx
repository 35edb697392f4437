// A conversation under way or ended: its messages, and what the visitor can do next.

import { end, startOver } from '../chat'
import { set, state, t } from '../store'
import * as say from '../words'
import { Composer } from './Composer'
import { focus } from './focus'
import { Messages } from './Messages'
import { Rating } from './Rating'

export function Conversation() {
  const closed = state.session?.status === 'closed'
  return (
    <div class="conversation">
      {state.link === 'down' && (
        <p class="lost" role="status">
          <span class="spinner" /> {t(say.lost)}
        </p>
      )}
      <Messages />
      {closed ? <Ended /> : state.ending ? <EndQuestion /> : <Composer />}
    </div>
  )
}

const Ended = () => (
  <div class="ended">
    <Rating />
    <button class="secondary" onClick={() => startOver()} type="button">
      {t(say.newChat)}
    </button>
  </div>
)

function EndQuestion() {
  return (
    <div aria-labelledby="alo-end" class="ended" role="alertdialog">
      <strong id="alo-end">{t(state.trouble ? say.notDone : say.endQuestion)}</strong>
      <div class="pair">
        <button class="secondary" onClick={() => set({ ending: false })} ref={focus} type="button">
          {t(say.cancel)}
        </button>
        <button class="primary" onClick={() => end()} type="button">
          {t(state.trouble ? say.retry : say.endYes)}
        </button>
      </div>
    </div>
  )
}
