// The questions before the chat.
import { useEffect, useRef } from 'preact/hooks'
import type { Answers } from '../wire'
import { useAlo } from './alo'
import { Field } from './Field'
import { AlertIcon } from './icons'

export function Form() {
  const { chat, state, t } = useAlo()
  const form = useRef<HTMLFormElement>(null)
  const { config, formProblems, opening, online } = state
  // biome-ignore lint/correctness/useExhaustiveDependencies: new problems move the focus to the first of them
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [formProblems])
  if (!config) return null

  const change = (id: string, value: string | boolean) => {
    const { [id]: _solved, ...others } = state.formProblems
    const answers: Answers = { ...state.answers, [id]: value }
    chat.set(_solved === undefined ? { answers } : { answers, formProblems: others, formNotice: null })
  }
  const submit = (event: Event) => {
    event.preventDefault()
    chat.begin(chat.state.answers)
  }
  const sending = opening !== 'no'
  return (
    <form aria-busy={sending} class="form" noValidate onSubmit={submit} ref={form}>
      <div class="card">
        {!online && <p class="away">{config.texts[state.lang].offline || t('offline_text')}</p>}
        {state.formNotice && (
          <p class="notice" role="alert">
            <AlertIcon /> {state.formNotice}
          </p>
        )}
        {config.fields.map(field => (
          <Field
            field={field}
            key={field.id}
            onChange={value => change(field.id, value)}
            problem={formProblems[field.id]}
            value={state.answers[field.id]}
          />
        ))}
        <button aria-disabled={sending} class="primary" type="submit">
          {sending ? t('starting') : t(online ? 'start' : 'leave_message')}
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
