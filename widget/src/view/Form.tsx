// The questions before the chat.
import { Field } from './Field'
import { ui } from './ui'

export function Form() {
  const { chat, state, t } = ui
  const { config, formProblems, formNotice, opening, online, answers } = state
  if (!config) return null
  const change = (id: string, value: string | boolean) =>
    chat.set({ answers: { ...chat.state.answers, [id]: value }, formProblems: { ...formProblems, [id]: '' } })
  const submit = (event: Event) => {
    event.preventDefault()
    chat.begin()
  }
  return (
    <form class="form" noValidate onSubmit={submit}>
      <div class="card">
        {!online && <p class="away">{config.texts[state.lang].offline || t('offline_text')}</p>}
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
          {t(opening !== 'no' ? 'starting' : online ? 'start' : 'leave_message')}
        </button>
        {opening === 'waiting' && (
          <p class="quiet" role="status">
            {t('start_waits')}
          </p>
        )}
      </div>
    </form>
  )
}
