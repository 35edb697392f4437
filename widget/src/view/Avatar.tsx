// A face, or the initials where there is none or the page's policy forbids its picture.
import { useState } from 'preact/hooks'
import { hueOf, initials } from '../initials'

interface Props {
  name: string
  url: string | null | undefined
  size?: 'small' | 'medium' | 'large'
  online?: boolean | undefined
  bare?: boolean
}

export function Avatar({ name, url, size = 'medium', online, bare }: Props) {
  const [broken, setBroken] = useState(false)
  return (
    <span
      aria-hidden="true"
      class={`avatar ${size}${bare ? ' bare' : ''}`}
      data-hue={bare ? undefined : hueOf(name)}
    >
      {url && !broken ? (
        <img alt="" class="face" onError={() => setBroken(true)} src={url} />
      ) : (
        <span class="face">{initials(name)}</span>
      )}
      {online !== undefined && <span class={online ? 'dot on' : 'dot'} />}
    </span>
  )
}
