// The window above the launcher; on a phone the whole screen.
import { Component, createRef } from 'preact'
import { screenOf } from '../state'
import { Conversation } from './Conversation'
import { Form } from './Form'
import { Header, Hero } from './Header'
import { focus, ui } from './ui'

export class Panel extends Component {
  private panel = createRef<HTMLElement>()
  private screen = ''

  override componentDidMount() {
    this.componentDidUpdate()
  }

  /** Every screen takes the focus once, when it appears; on a phone without throwing up the keyboard. */
  override componentDidUpdate() {
    const { state } = ui
    if (this.screen === screenOf(state)) return
    this.screen = screenOf(state)
    const panel = this.panel.current
    focus((!state.phone && panel?.querySelector<HTMLElement>('input, textarea, select')) || panel)
  }

  override componentWillUnmount() {
    const root = this.panel.current?.getRootNode() as ShadowRoot
    setTimeout(() => focus(root.querySelector<HTMLElement>('.launcher')))
  }

  override render() {
    const { chat, state, t } = ui
    const screen = screenOf(state)
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return
      event.stopPropagation()
      if (state.ending) chat.set({ ending: false })
      else chat.close()
    }
    return (
      <section
        aria-label={t('chat_with', { name: state.config?.name ?? '' })}
        aria-modal={state.phone}
        class="panel"
        onKeyDown={onKeyDown}
        ref={this.panel}
        role="dialog"
        tabIndex={-1}
      >
        {screen === 'chat' ? <Header /> : <Hero />}
        {screen === 'loading' && <p class="middle spinner" role="status" aria-label={t('loading')} />}
        {screen === 'failed' && <Failed />}
        {screen === 'form' && <Form />}
        {screen === 'chat' && <Conversation />}
      </section>
    )
  }
}

const Failed = () => (
  <div class="middle" role="alert">
    <p>{ui.t('load_failed')}</p>
    <button class="primary" onClick={() => ui.chat.loadConfig()} type="button">
      {ui.t('retry')}
    </button>
  </div>
)
