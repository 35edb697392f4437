// The window above the launcher; on a phone the whole screen.

import { close, loadConfig } from '../chat'
import { screenOf } from '../state'
import { set, state, t } from '../store'
import * as say from '../words'
import { Conversation } from './Conversation'
import { Form } from './Form'
import { Header, Hero } from './Header'

export function Panel() {
  const screen = screenOf(state)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return
    if (state.ending) set({ ending: false })
    else close()
  }
  return (
    <section
      aria-label={t(say.chatWith, { name: state.config?.name ?? '' })}
      aria-modal={state.phone}
      class="panel"
      onKeyDown={onKeyDown}
      role="dialog"
      tabIndex={-1}
    >
      {screen === 'chat' ? <Header /> : <Hero />}
      {screen === 'loading' && <p class="middle spinner" role="status" aria-label={t(say.loading)} />}
      {screen === 'failed' && <Failed />}
      {screen === 'form' && <Form />}
      {screen === 'chat' && <Conversation />}
    </section>
  )
}

const Failed = () => (
  <div class="middle" role="alert">
    <p>{t(say.loadFailed)}</p>
    <button class="primary" onClick={() => loadConfig()} type="button">
      {t(say.retry)}
    </button>
  </div>
)
