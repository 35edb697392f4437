// The questions before the chat.

import { begin } from '../chat'
import { set, state, t } from '../store'
import * as say from '../words'
import { Field } from './Field'

export function Form() {
  const { config, formProblems, formNotice, opening, online, answers } = state
  if (!config) return null
  const change = (id: string, value: string | boolean) =>
    set({ answers: { ...state.answers, [id]: value }, formProblems: { ...formProblems, [id]: '' } })
  const submit = (event: Event) => {
    event.preventDefault()
    begin()
  }
  return (
    <form class="form" noValidate onSubmit={submit}>
      <div class="card">
        {formNotice && (
          <p class="away problem" role="alert">
            {formNotice}
          </p>
        )}
        {config.fields.map(field => (
          <Field
            field={field}
            key={field.id}
            onChange={value => change(field.id, value)}
            problem={formProblems[field.id]}
            value={answers[field.id]}
          />
        ))}
        <button aria-disabled={opening !== 'no'} class="primary" type="submit">
          {t(opening !== 'no' ? say.starting : online ? say.start : say.leaveMessage)}
        </button>
        {opening === 'waiting' && (
          <p class="quiet" role="status">
            {t(say.startWaits)}
          </p>
        )}
      </div>
    </form>
  )
}
