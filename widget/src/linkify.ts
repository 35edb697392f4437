// Finds the parts of a text that are safe to make clickable; everything else stays text.

export interface Part {
  text: string
  href?: string
}

// Neither spaces and quotes nor characters that turn the direction of writing can be part of a link.
const LINK =
  /(?:https?:\/\/|mailto:|www\.)[^\s<>"'`\u202a-\u202e\u2066-\u2069]+|tel:\+?[\d().-]{3,}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu
const TRAILING = /[.,;:!?…»”’]+$/u

/** A closing bracket belongs to the address only when the address opens it too. */
function trim(found: string): string {
  const text = found.replace(TRAILING, '')
  const unopened = /[)\]}]$/.test(text) && !/[([{]/.test(text)
  return unopened ? trim(text.slice(0, -1)) : text
}

function addressOf(text: string): string | undefined {
  if (/^(?:tel|mailto):./i.test(text)) return text
  if (!/^(?:https?:|www\.)/i.test(text)) return `mailto:${text}`
  const address = text.replace(/^www\./i, 'https://$&')
  return URL.canParse?.(address) === false ? undefined : address
}

export function linkify(text: string): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const match of text.matchAll(LINK)) {
    const found = trim(match[0])
    const href = addressOf(found)
    if (!href) continue
    parts.push({ text: text.slice(end, match.index) }, { text: found, href })
    end = match.index + found.length
  }
  return [...parts, { text: text.slice(end) }].filter(part => part.text)
}
