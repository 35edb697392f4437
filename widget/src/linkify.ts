// Finds the parts of a text that are safe to make clickable; everything else stays text.

export interface Part {
  text: string
  href?: string
}

const CANDIDATE =
  /(?:https?:\/\/|mailto:|tel:|www\.)[^\s<>"'`\u202a-\u202e\u2066-\u2069]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu
const TRAILING = /[.,;:!?…'"»”’]+$/u

/** A closing bracket belongs to the address only when the address opens it too. */
function trim(found: string): string {
  let text = found.replace(TRAILING, '')
  for (const [open, close] of ['()', '[]', '{}'].map(pair => [...pair] as [string, string])) {
    while (text.endsWith(close) && text.split(close).length > text.split(open).length) {
      text = text.slice(0, -1).replace(TRAILING, '')
    }
  }
  return text
}

function addressOf(text: string): string | undefined {
  if (/^www\./i.test(text)) return addressOf(`https://${text}`)
  if (/^(?:mailto:[^@\s]+@[^@\s]+|tel:\+?[\d().\- ]{3,})$/i.test(text)) return text
  if (/^https?:/i.test(text)) return isWebAddress(text) ? text : undefined
  return text.includes('@') ? `mailto:${text}` : undefined
}

function isWebAddress(text: string): boolean {
  try {
    return Boolean(new URL(text).hostname)
  } catch {
    return false
  }
}

export function linkify(text: string): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const match of text.matchAll(CANDIDATE)) {
    const found = trim(match[0])
    const href = addressOf(found)
    if (!href) continue
    if (match.index > end) parts.push({ text: text.slice(end, match.index) })
    parts.push({ text: found, href })
    end = match.index + found.length
  }
  if (end < text.length) parts.push({ text: text.slice(end) })
  return parts
}
