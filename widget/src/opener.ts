// Opens a conversation from the form, and keeps asking under the same client_id until the hub has answered.
import type { Context } from './context'
import { collect, remembered, validate } from './form'
import { translator, waitInWords } from './i18n'
import { newId } from './ids'
import { unsentTexts } from './outbox'
import type { Answer, Opened, Opening } from './rest'
import { exclusively } from './storage'
import type { Answers } from './wire'

const SLOT = 'opening'
const FIRST_PAUSE = 1500
const LONGEST_PAUSE = 15_000

export interface OpenerEvents {
  opened(opened: Opened): void
  /** The hub wants the form again: the conversation of this browser can't go on. */
  refused(): void
  /** The lead may have changed the form meanwhile. */
  outdated(): void
}

export class Opener {
  private wakeUp: (() => void) | null = null
  private running = false

  constructor(
    private readonly context: Context,
    private readonly events: OpenerEvents,
  ) {
    addEventListener('online', () => this.wakeUp?.())
  }

  /** The visitor has pressed the button. */
  start(answers: Answers): void {
    const { config, lang } = this.context.state
    if (!config || this.running) return
    const t = translator(lang)
    const problems = Object.entries(validate(config.fields, answers)).map(([id, problem]) => [id, t(problem)])
    const formProblems = Object.fromEntries(problems) as Record<string, string>
    this.context.set({ answers, formProblems, formNotice: problems.length ? t('check_fields') : null })
    if (problems.length) return
    this.context.storage.write(SLOT, this.compose(collect(config.fields, answers)))
    this.context.storage.write('form', remembered(config.fields, answers))
    void this.carry()
  }

  /** What an earlier page began and had no answer to. */
  resume(): void {
    const opening = this.context.storage.read<Opening>(SLOT)
    if (!opening) return
    this.context.set({ answers: { ...opening.form } })
    void this.carry()
  }

  /** The token is no longer accepted: ask for the conversation under the old name, without troubling the visitor. */
  renew(token: string): void {
    if (this.running) return
    const form = this.context.storage.read<Answers>('form') ?? {}
    this.context.storage.write(SLOT, { ...this.compose(form), visitor_token: token })
    void this.carry()
  }

  private compose(form: Answers): Opening {
    const token = this.context.storage.read<string>('visitor')
    return {
      client_id: newId(),
      form,
      page: location.href.slice(0, 2048),
      referrer: document.referrer.slice(0, 2048),
      lang: this.context.state.lang,
      ...(token ? { visitor_token: token } : {}),
    }
  }

  private async carry(): Promise<void> {
    if (this.running) return
    this.running = true
    this.context.set({ opening: 'sending' })
    try {
      await exclusively(`${this.context.name}open`, () => this.askUntilAnswered())
    } finally {
      this.running = false
      this.context.set({ opening: 'no' })
    }
  }

  private async askUntilAnswered(): Promise<void> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const opening = this.context.storage.read<Opening>(SLOT)
      if (!opening) return // another tab has had the answer
      const answer = await this.context.rest.open(opening)
      if (answer.ok || (answer.status !== 0 && answer.status < 500)) return this.settle(answer)
      this.context.set({ opening: 'waiting' })
      await this.pause(answer.error.retry ?? pause * (0.75 + Math.random() / 2))
    }
  }

  private settle(answer: Answer<Opened>): void {
    const { storage, state } = this.context
    if (answer.ok) {
      storage.remove('visitor')
      this.events.opened(answer.value)
      storage.remove(SLOT)
      return
    }
    storage.remove(SLOT)
    if (state.sessionId) return this.events.refused()
    const t = translator(state.lang)
    const { code, message, retry, fields } = answer.error
    const notice =
      code === 'rate_limited' && retry ? t('start_limited', { wait: waitInWords(retry, t) }) : message
    this.context.set({ formProblems: fields ?? {}, formNotice: fields ? t('check_fields') : notice })
    if (fields) this.events.outdated()
  }

  private pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      this.wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** Whether a lost conversation is worth asking for by itself; if not, the form waits for the next visit. */
export const worthRenewing = (context: Context) =>
  unsentTexts(context.state.box).length > 0 ||
  (context.state.open && context.state.session?.status !== 'closed')
