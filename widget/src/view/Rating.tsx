// Five faces and a comment, once a conversation has ended.

import { rate } from '../chat'
import { set, state, t } from '../store'
import * as say from '../words'

const FACES = ['😠', '🙁', '😐', '🙂', '😍']
const LONGEST_COMMENT = 1000

export function Rating() {
  if (state.session?.rating) {
    return (
      <p class="thanks" role="status">
        {FACES[state.session.rating.score - 1]} {t(say.rateThanks)}
      </p>
    )
  }
  const submit = (event: Event) => {
    event.preventDefault()
    void rate()
  }
  return (
    <form class="rating" onSubmit={submit}>
      <fieldset>
        <legend>{t(say.rateQuestion)}</legend>
        {FACES.map((face, index) => (
          <label class={state.score === index + 1 ? 'chosen' : ''}>
            <input
              aria-label={t(say.scores[index] as say.Phrase)}
              checked={state.score === index + 1}
              name="alo-score"
              onChange={() => set({ score: index + 1 })}
              type="radio"
            />
            <span>{face}</span>
          </label>
        ))}
      </fieldset>
      {state.score > 0 && [
        <p class="quiet">{t(say.scores[state.score - 1] as say.Phrase)}</p>,
        <textarea
          aria-label={t(say.rateComment)}
          maxLength={LONGEST_COMMENT}
          onInput={event => set({ comment: event.currentTarget.value })}
          placeholder={t(say.rateComment)}
          rows={2}
          value={state.comment}
        />,
        state.trouble && (
          <p class="problem" role="alert">
            {t(say.notDone)}
          </p>
        ),
        <button class="primary" type="submit">
          {t(say.rateSend)}
        </button>,
      ]}
    </form>
  )
}
