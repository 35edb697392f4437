// The visitor's answers before the chat. The hub judges them; here only what needs no judgement is looked at.
import type { Answers, FormField } from './wire'

const LONGEST_TEXT = 4000
const LONGEST_LINE = 200
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

export const limitOf = ({ type }: FormField) => (type === 'textarea' ? LONGEST_TEXT : LONGEST_LINE)

const textOf = (answers: Answers, { id }: FormField) => String(answers[id] ?? '').trim()

function isWrong({ type, pattern }: FormField, text: string): boolean {
  if (type === 'tel') return !/^\+?[\d\s().-]{8,24}$/.test(text)
  if (type === 'email') return !EMAIL.test(text)
  try {
    return Boolean(type === 'text' && pattern) && !new RegExp(`^(?:${pattern})$`, 'u').test(text)
  } catch {
    return false // the hub's dialect knows this pattern, ours doesn't: leave the judgement to the hub
  }
}

export function validate(fields: readonly FormField[], answers: Answers): Record<string, 'required' | 'invalid'> {
  const problems: Record<string, 'required' | 'invalid'> = {}
  for (const field of fields) {
    const text = textOf(answers, field)
    const given = field.type === 'checkbox' ? answers[field.id] === true : text
    if (!given && field.required) problems[field.id] = 'required'
    else if (text && isWrong(field, text)) problems[field.id] = 'invalid'
  }
  return problems
}

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
