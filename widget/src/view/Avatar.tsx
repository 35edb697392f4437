// A face, or the initials where there is none or the page's policy forbids its picture.
import { hueOf, initials } from '../initials'

interface Props {
  name: string
  url: string | null | undefined
  size?: 'small' | 'large' | ''
  online?: boolean
  /** In the brand's colour: the team as a whole. */
  team?: boolean
}

export const Avatar = ({ name, url, size = '', online, team }: Props) => (
  <span
    aria-hidden="true"
    class={`avatar ${size} ${team ? 'team' : ''}`}
    style={{ '--hue': hueOf(name) } as Record<string, number>}
  >
    <span class="face">{initials(name)}</span>
    {url && (
      <img
        alt=""
        class="face"
        onError={event => {
          event.currentTarget.hidden = true
        }}
        src={url}
      />
    )}
    {online !== undefined && <span class={online ? 'dot on' : 'dot'} />}
  </span>
)
