// Opens a conversation from the form, and keeps asking under the same client_id until the hub has answered.

import { collect, findMissing, remembered } from './form'
import { newId } from './ids'
import { type Answer, type Opened, type Opening, postOpening } from './rest'
import { exclusively, forget, read, write } from './storage'
import { set, state, t } from './store'
import { seekProblem } from './view/focus'
import type { Answers } from './wire'
import * as say from './words'

type Answered = (answer: Answer<Opened>, opening: Opening) => void

const SLOT = 'opening'
const LONGEST_PAUSE = 15_000
let running = false

/** The visitor has pressed the button. */
export function openFromForm(answered: Answered): void {
  const { config, answers } = state
  if (!config || running) return
  const missing = findMissing(config.fields, answers)
  const problems = missing.map(({ id, type }) => [id, t(type === 'checkbox' ? say.tick : say.required)])
  seekProblem()
  set({ formProblems: Object.fromEntries(problems), formNotice: null })
  if (missing.length) return
  write('form', remembered(config.fields, answers))
  ask(collect(config.fields, answers), read('visitor'), answered)
}

/**
 * The token is no longer accepted: asks for the conversation under the old name, without troubling the visitor.
 * An empty form gets back one that is still open, and never begins another where the form asks for anything.
 */
export const renew = (token: string, orNew: boolean, answered: Answered) =>
  ask((orNew && read<Answers>('form')) || {}, token, answered)

/** What an earlier page began and had no answer to. */
export function resumeOpening(answered: Answered): void {
  const opening = read<Opening>(SLOT)
  if (opening) void carry(opening, answered)
}

function ask(form: Answers, token: string | null, answered: Answered): void {
  const opening: Opening = {
    client_id: newId(),
    form,
    page: location.href.slice(0, 2048),
    referrer: document.referrer.slice(0, 2048),
    lang: state.lang,
    tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(token && { visitor_token: token }),
  }
  write(SLOT, opening)
  void carry(opening, answered)
}

async function carry(opening: Opening, answered: Answered): Promise<void> {
  if (running) return
  running = true
  set({ opening: 'sending' })
  await exclusively('open', () => askUntilAnswered(opening, answered))
  running = false
  set({ opening: 'no' })
}

async function askUntilAnswered(opening: Opening, answered: Answered): Promise<void> {
  for (let pause = 1000; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const answer = await postOpening(opening)
    if (answer.ok || answer.error.code !== 'busy') {
      forget(SLOT)
      return answered(answer, opening)
    }
    set({ opening: 'waiting' })
    await restOrNetwork(answer.error.retry ?? pause * (0.75 + Math.random() / 2))
  }
}

const restOrNetwork = (ms: number) =>
  new Promise<unknown>(resolve => {
    setTimeout(resolve, ms)
    addEventListener('online', resolve, { once: true })
  })
