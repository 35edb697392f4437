// Five faces and a comment, once a conversation has ended.
import { useState } from 'preact/hooks'
import type { Key } from '../i18n'
import { useAlo } from './alo'
import { FaceIcon } from './icons'

const SCORES = [1, 2, 3, 4, 5]
const LONGEST_COMMENT = 1000

export function Rating() {
  const { chat, state, t } = useAlo()
  const [score, setScore] = useState(0)
  const [comment, setComment] = useState('')
  const [failed, setFailed] = useState(false)
  if (!state.session) return null
  if (state.session.rating) {
    return (
      <p class="thanks" role="status">
        <FaceIcon score={state.session.rating.score} /> {t('rate_thanks')}
      </p>
    )
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    setFailed(!(await chat.rate(score, comment.trim())))
  }
  return (
    <form class="rating" onSubmit={event => void submit(event)}>
      <fieldset>
        <legend>{t('rate_question')}</legend>
        <div class="faces">
          {SCORES.map(value => (
            <label class={value === score ? 'chosen' : ''} key={value}>
              <input
                aria-label={t(`rate_${value}` as Key)}
                checked={value === score}
                name="alo-score"
                onChange={() => setScore(value)}
                type="radio"
                value={value}
              />
              <FaceIcon score={value} />
              <span aria-hidden="true">{t(`rate_${value}` as Key)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {score > 0 && (
        <>
          <textarea
            aria-label={t('rate_comment')}
            maxLength={LONGEST_COMMENT}
            onInput={event => setComment(event.currentTarget.value)}
            placeholder={t('rate_comment')}
            rows={2}
            value={comment}
          />
          {failed && (
            <p class="problem" role="alert">
              {t('rate_failed')}
            </p>
          )}
          <button class="primary" type="submit">
            {t('rate_send')}
          </button>
        </>
      )}
    </form>
  )
}
