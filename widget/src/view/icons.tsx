// The drawings of the interface, all on one 24-pixel grid.
import type { ComponentChildren } from 'preact'

function Icon({ children, size = 20 }: { children: ComponentChildren; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      class="icon"
      fill="none"
      height={size}
      stroke="currentColor"
      stroke-linecap="round"
      stroke-linejoin="round"
      stroke-width="1.8"
      viewBox="0 0 24 24"
      width={size}
    >
      {children}
    </svg>
  )
}

export const ChatIcon = () => (
  <svg aria-hidden="true" class="icon" fill="currentColor" height="28" viewBox="0 0 28 28" width="28">
    <path d="M14 3.5C7.6 3.5 2.5 7.8 2.5 13.2c0 3 1.6 5.7 4.2 7.5-.1 1.2-.6 2.4-1.5 3.4-.3.4 0 1 .5.9 2.3-.2 4.3-1 5.8-2.3.8.1 1.6.2 2.5.2 6.4 0 11.5-4.3 11.5-9.7S20.4 3.5 14 3.5Z" />
  </svg>
)
export const DownIcon = () => (
  <Icon size={26}>
    <path d="m6 9.5 6 6 6-6" />
  </Icon>
)
export const CloseIcon = () => (
  <Icon>
    <path d="M6 6l12 12M18 6 6 18" />
  </Icon>
)
export const MenuIcon = () => (
  <Icon>
    <path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="2.8" />
  </Icon>
)
export const SendIcon = () => (
  <Icon>
    <path d="M12 19.5V5M5.5 11.2 12 4.7l6.5 6.5" stroke-width="2.2" />
  </Icon>
)
export const SoundIcon = () => (
  <Icon size={18}>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11" />
  </Icon>
)
export const MutedIcon = () => (
  <Icon size={18}>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4ZM16 9.5l5 5M21 9.5l-5 5" />
  </Icon>
)
export const EndIcon = () => (
  <Icon size={18}>
    <path d="M14 4.5h3.5a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H14M10 8l-4 4 4 4M6 12h9" />
  </Icon>
)
export const ArrowDownIcon = () => (
  <Icon size={16}>
    <path d="M12 5v14M6 13l6 6 6-6" />
  </Icon>
)
export const AlertIcon = () => (
  <Icon size={14}>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7.5v5.5M12 16.4h.01" />
  </Icon>
)
const ClockIcon = () => (
  <Icon size={14}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </Icon>
)
const TickIcon = () => (
  <Icon size={14}>
    <path d="m5 12.5 4.5 4.5L19 7.5" stroke-width="2.2" />
  </Icon>
)
const TicksIcon = () => (
  <Icon size={16}>
    <path d="m2.5 12.5 4.5 4.5 9-9.5M11.5 16l1 1 9-9.5" stroke-width="2.2" />
  </Icon>
)

export const STATUS_ICONS = {
  sending: ClockIcon,
  sent: TickIcon,
  delivered: TicksIcon,
  read: TicksIcon,
  failed: AlertIcon,
}

const MOUTHS = [
  'M8 16.8c2.2-2.6 5.8-2.6 8 0',
  'M8.5 16c2-1.3 5-1.3 7 0',
  'M8.5 15.5h7',
  'M8.5 14.8c2 1.6 5 1.6 7 0',
  'M7.5 13.8c.6 4.6 8.4 4.6 9 0Z',
]

export const FaceIcon = ({ score }: { score: number }) => (
  <Icon size={32}>
    <circle cx="12" cy="12" r="9.5" stroke-width="1.5" />
    <path d="M9 9.6v.4M15 9.6v.4" stroke-width="2" />
    <path d={MOUTHS[score - 1]} stroke-width="1.6" />
  </Icon>
)
