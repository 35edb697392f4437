// One question of the form with its label, its input and what is wrong with the answer.
import { limitOf } from '../form'
import type { FormField } from '../wire'
import { useAlo } from './alo'
import { AlertIcon } from './icons'

interface Props {
  field: FormField
  value: string | boolean | undefined
  problem: string | undefined
  onChange(value: string | boolean): void
}

const AUTOCOMPLETE: Record<string, string> = {
  name: 'name',
  phone: 'tel',
  address: 'street-address',
  email: 'email',
}

export function Field(props: Props) {
  const { state, t } = useAlo()
  const { field, problem } = props
  const label = field.label[state.lang] || field.id
  const hint = field.required ? null : <span class="hint">({t('optional')})</span>
  return (
    <div class={problem ? 'field wrong' : 'field'}>
      {field.type === 'checkbox' ? (
        <label class="check">
          <Input {...props} />
          <span>
            {label} {hint}
          </span>
        </label>
      ) : (
        <>
          <label for={`alo-${field.id}`}>
            {label} {hint}
          </label>
          <Input {...props} />
        </>
      )}
      {problem && (
        <p class="problem" id={`alo-${field.id}-problem`}>
          <AlertIcon /> {problem}
        </p>
      )}
    </div>
  )
}

function Input({ field, value, problem, onChange }: Props) {
  const { state, t } = useAlo()
  const shared = {
    id: `alo-${field.id}`,
    name: field.id,
    'aria-invalid': Boolean(problem),
    'aria-required': field.required,
    ...(problem ? { 'aria-describedby': `alo-${field.id}-problem` } : {}),
  }
  if (field.type === 'checkbox') {
    return (
      <input
        {...shared}
        checked={value === true}
        onChange={e => onChange(e.currentTarget.checked)}
        type="checkbox"
      />
    )
  }
  const text = typeof value === 'string' ? value : ''
  if (field.type === 'select') {
    return (
      <select {...shared} onChange={e => onChange(e.currentTarget.value)} value={text}>
        <option value="">{field.placeholder[state.lang] || t('choose')}</option>
        {field.options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label[state.lang] || option.value}
          </option>
        ))}
      </select>
    )
  }
  const typed = {
    ...shared,
    value: text,
    placeholder: field.placeholder[state.lang],
    maxLength: limitOf(field),
    onInput: (e: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      onChange(e.currentTarget.value),
  }
  if (field.type === 'textarea') return <textarea {...typed} rows={3} />
  return (
    <input
      {...typed}
      autocomplete={AUTOCOMPLETE[field.type === 'email' ? 'email' : field.id] ?? 'on'}
      type={field.type as 'text'}
    />
  )
}
