// Five faces and a comment, once a conversation has ended.
import type { Key } from '../i18n'
import { ui } from './ui'

const FACES = ['😠', '🙁', '😐', '🙂', '😍']
const LONGEST_COMMENT = 1000

export function Rating() {
  const { chat, state, t } = ui
  if (state.session?.rating) {
    return (
      <p class="thanks" role="status">
        {FACES[state.session.rating.score - 1]} {t('rate_thanks')}
      </p>
    )
  }
  const submit = (event: Event) => {
    event.preventDefault()
    void chat.rate()
  }
  return (
    <form class="rating" onSubmit={submit}>
      <fieldset>
        <legend>{t('rate_question')}</legend>
        {FACES.map((face, index) => (
          <label class={state.score === index + 1 ? 'chosen' : ''}>
            <input
              aria-label={t(`rate_${index + 1}` as Key)}
              checked={state.score === index + 1}
              name="alo-score"
              onChange={() => chat.set({ score: index + 1 })}
              type="radio"
            />
            <span>{face}</span>
          </label>
        ))}
      </fieldset>
      {state.score > 0 && [
        <p class="quiet">{t(`rate_${state.score}` as Key)}</p>,
        <textarea
          aria-label={t('rate_comment')}
          maxLength={LONGEST_COMMENT}
          onInput={event => chat.set({ comment: event.currentTarget.value })}
          placeholder={t('rate_comment')}
          rows={2}
          value={state.comment}
        />,
        state.trouble && (
          <p class="problem" role="alert">
            {t('not_done')}
          </p>
        ),
        <button class="primary" type="submit">
          {t('rate_send')}
        </button>,
      ]}
    </form>
  )
}
