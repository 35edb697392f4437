// The drawings of the interface, all on one 24-pixel grid.

const PATHS = {
  chat: 'M12 3.5c-5 0-9 3.4-9 7.6 0 2.4 1.3 4.5 3.3 5.9-.1 1-.5 1.9-1.2 2.7 1.9-.1 3.5-.8 4.7-1.8.7.1 1.4.2 2.2.2 5 0 9-3.2 9-7.4s-4-7.2-9-7.2Z',
  down: 'm6 9.5 6 6 6-6',
  close: 'M6 6l12 12M18 6 6 18',
  send: 'M12 19.5V5M5.5 11.2 12 4.7l6.5 6.5',
  sound: 'M4 9.5v5h3.5l4.5 4v-13l-4.5 4H4ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  muted: 'M4 9.5v5h3.5l4.5 4v-13l-4.5 4H4ZM16 9.5l5 5m0-5-5 5',
  end: 'M14 4.5h3.5a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H14M10 8l-4 4 4 4M6 12h9',
  newest: 'M12 5v14M6 13l6 6 6-6',
  failed: 'M12 7.5v5.5M12 16.4v.1M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  sending: 'M12 7.5V12l3 2M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0Z',
  sent: 'm5 12.5 4.5 4.5L19 7.5',
  delivered: 'm2.5 12.5 4.5 4.5 9-9.5M11.5 16l1 1 9-9.5',
}

export const Icon = ({ name, size = 20 }: { name: keyof typeof PATHS; size?: number }) => (
  <svg aria-hidden="true" class={`icon i-${name}`} height={size} viewBox="0 0 24 24" width={size}>
    <path d={PATHS[name]} />
  </svg>
)
