// One question of the form with its label, its input and what is wrong with the answer.

import { limitOf } from '../form'
import { local, t } from '../store'
import type { FormField } from '../wire'
import * as say from '../words'
import { Icon } from './icons'

interface Props {
  field: FormField
  value: string | boolean | undefined
  problem: string | undefined
  onChange(value: string | boolean): void
}

const AUTOCOMPLETE: Record<string, string> = { name: 'name', phone: 'tel', address: 'street-address' }

export function Field({ field, value, problem, onChange }: Props) {
  const { type } = field
  const id = `alo-${field.id}`
  const label = local(field.label)
  const shared = {
    id,
    name: field.id,
    'aria-invalid': Boolean(problem),
    'aria-required': field.required,
    'aria-describedby': problem && `${id}-problem`,
    value: String(value ?? ''),
    placeholder: local(field.placeholder),
    maxLength: limitOf(field),
    rows: 2,
    onInput: ({ currentTarget }: { currentTarget: EventTarget }) => {
      const input = currentTarget as HTMLInputElement
      onChange(type === 'checkbox' ? input.checked : input.value)
    },
  }
  // The kinds of input differ in attributes that the others simply don't have.
  const Input = (type === 'select' || type === 'textarea' ? type : 'input') as 'input'
  return (
    <div class={`field ${type} ${problem ? 'wrong' : ''}`}>
      <label for={id}>
        {label} {!field.required && <span class="hint">({t(say.optional)})</span>}
      </label>
      <Input
        {...shared}
        {...(type === 'checkbox' ? { checked: value === true } : {})}
        autocomplete={AUTOCOMPLETE[field.id]}
        type={type as 'text'}
      >
        {type === 'select' && <option value="">{shared.placeholder || t(say.choose)}</option>}
        {type === 'select' &&
          field.options.map(option => (
            <option value={option.value}>{local(option.label) || option.value}</option>
          ))}
      </Input>
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          <Icon name="failed" size={14} /> {problem}
        </p>
      )}
    </div>
  )
}
