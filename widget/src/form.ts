// The visitor's answers before the chat. The hub alone judges what is a phone number; here only blanks are noticed.
import type { Answers, FormField } from './wire'

const LONGEST_TEXT = 4000
const LONGEST_LINE = 200

export const limitOf = ({ type }: FormField) => (type === 'textarea' ? LONGEST_TEXT : LONGEST_LINE)

const textOf = (answers: Answers, { id }: FormField) => String(answers[id] ?? '').trim()

/** The fields that still want an answer. */
export const findMissing = (fields: readonly FormField[], answers: Answers): FormField[] =>
  fields.filter(
    field => field.required && !(field.type === 'checkbox' ? answers[field.id] : textOf(answers, field)),
  )

/** Only fields that exist now, without empty answers: an answer to a field that was removed would be refused. */
export function collect(fields: readonly FormField[], answers: Answers): Answers {
  const given = fields.map((field): [string, string | boolean] =>
    field.type === 'checkbox' ? [field.id, answers[field.id] === true] : [field.id, textOf(answers, field)],
  )
  return Object.fromEntries(given.filter(([, answer]) => answer !== ''))
}

/** What is worth filling in again at the next visit: who they are, not what they asked or agreed to. */
export const remembered = (fields: readonly FormField[], answers: Answers): Answers =>
  collect(
    fields.filter(({ type }) => type !== 'textarea' && type !== 'checkbox'),
    answers,
  )
