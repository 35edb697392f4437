// Stands in for a portrait: two letters and a quiet colour that stay with a name.

/** Vietnamese names put the given name last: Nguyễn Thị Lan is "NL". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1)
  return (
    letters
      .map(word => [...(word ?? '')][0] ?? '')
      .join('')
      .toLocaleUpperCase('vi') || '?'
  )
}

const HUES = 360

export function hueOf(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521
  return sum % HUES
}
