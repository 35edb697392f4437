// Opens a conversation from the form, and keeps asking under the same client_id until the hub has answered.
import type { Context } from './context'
import { collect, remembered, validate } from './form'
import { translator } from './i18n'
import { newId } from './ids'
import type { Opened, Opening } from './rest'
import { exclusively } from './storage'
import type { Answers, WireError } from './wire'

const SLOT = 'opening'
const LONGEST_PAUSE = 15_000

export interface OpenerEvents {
  opened(opened: Opened): void
  refused(error: WireError): void
}

export class Opener {
  private running = false
  private goOn = () => {}

  constructor(
    private readonly context: Context,
    private readonly events: OpenerEvents,
  ) {
    addEventListener('online', () => this.goOn())
  }

  /** The visitor has pressed the button. */
  start(): void {
    const { config, lang, answers } = this.context.state
    if (!config || this.running) return
    const t = translator(lang)
    const found = Object.entries(validate(config.fields, answers)).map(([id, problem]) => [id, t(problem)] as const)
    this.context.set({ formProblems: Object.fromEntries(found), formNotice: null })
    if (found.length) return
    this.context.storage.write('form', remembered(config.fields, answers))
    this.ask(collect(config.fields, answers), this.context.storage.read('visitor'))
  }

  /** The token is no longer accepted: ask for the conversation under the old name, without troubling the visitor. */
  renew(token: string): void {
    this.ask(this.context.storage.read<Answers>('form') ?? {}, token)
  }

  /** What an earlier page began and had no answer to. */
  resume(): void {
    const opening = this.context.storage.read<Opening>(SLOT)
    if (opening) void this.carry(opening)
  }

  private ask(form: Answers, token: string | null): void {
    const opening: Opening = {
      client_id: newId(),
      form,
      page: location.href.slice(0, 2048),
      referrer: document.referrer.slice(0, 2048),
      lang: this.context.state.lang,
      ...(token && { visitor_token: token }),
    }
    this.context.storage.write(SLOT, opening)
    void this.carry(opening)
  }

  private async carry(opening: Opening): Promise<void> {
    if (this.running) return
    this.running = true
    this.context.set({ opening: 'sending' })
    await exclusively(`${this.context.storage.prefix}open`, () => this.askUntilAnswered(opening))
    this.running = false
    this.context.set({ opening: 'no' })
  }

  private async askUntilAnswered(opening: Opening): Promise<void> {
    const { rest, storage } = this.context
    for (let pause = 1000; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const answer = await rest.open(opening)
      if (answer.ok || answer.error.code !== 'busy') {
        storage.write(SLOT, null)
        if (answer.ok) this.events.opened(answer.value)
        else this.events.refused(answer.error)
        return
      }
      this.context.set({ opening: 'waiting' })
      const wait = answer.error.retry ?? pause * (0.75 + Math.random() / 2)
      await new Promise<void>(resolve => {
        this.goOn = resolve
        setTimeout(resolve, wait)
      })
    }
  }
}
