// The visitor's answers before the chat: what is wrong with them, and what is sent.
import type { Answers, FormField } from './wire'

export type Problem = 'required' | 'must_check' | 'phone' | 'email' | 'pattern' | 'choice' | 'long'

const LONGEST_TEXT = 4000
const LONGEST_LINE = 200
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u

export const limitOf = (field: FormField) => (field.type === 'textarea' ? LONGEST_TEXT : LONGEST_LINE)

function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length
  return /^[+\d][\d\s().-]*$/u.test(text) && digits >= 8 && digits <= 15
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text)
  } catch {
    return true // the server's dialect knows it, ours doesn't: leave the judgement to the server
  }
}

function problemOfText(field: FormField, text: string): Problem | undefined {
  if (!text) return field.required ? 'required' : undefined
  if ([...text].length > limitOf(field)) return 'long'
  if (field.type === 'tel' && !isPhone(text)) return 'phone'
  if (field.type === 'email' && !EMAIL.test(text)) return 'email'
  if (field.type === 'select' && !field.options.some(option => option.value === text)) return 'choice'
  if (field.type === 'text' && field.pattern && !matches(field.pattern, text)) return 'pattern'
  return undefined
}

export function validate(fields: readonly FormField[], answers: Answers): Record<string, Problem> {
  const problems: Record<string, Problem> = {}
  for (const field of fields) {
    const problem =
      field.type === 'checkbox'
        ? field.required && answers[field.id] !== true
          ? 'must_check'
          : undefined
        : problemOfText(field, String(answers[field.id] ?? '').trim())
    if (problem) problems[field.id] = problem
  }
  return problems
}

/** Only fields that exist now, without empty answers: an answer to a field that was removed would be refused. */
export function collect(fields: readonly FormField[], answers: Answers): Answers {
  const form: Answers = {}
  for (const field of fields) {
    if (field.type === 'checkbox') form[field.id] = answers[field.id] === true
    else {
      const text = String(answers[field.id] ?? '').trim()
      if (text) form[field.id] = text
    }
  }
  return form
}

/** What is worth filling in again at the next visit: who they are, not what they asked. */
export function remembered(fields: readonly FormField[], answers: Answers): Answers {
  const lasting = fields.filter(field => field.type !== 'textarea' && field.type !== 'checkbox')
  return Object.fromEntries(lasting.filter(f => answers[f.id]).map(f => [f.id, answers[f.id] as string]))
}
