// Finds what may be clicked in a message: web addresses, mail and phone; everything else stays text.
export type Piece = { text: string; href: string | null };

const CANDIDATE =
  /(?<web>https?:\/\/[^\s<>"]+)|(?<mailto>mailto:[^\s<>"]+)|(?<tel>tel:[+\d][\d\s().-]{3,}\d)|(?<mail>[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)|(?<phone>(?<![\p{L}\p{N}/.-])(?:\+84|0)(?:[ .-]?\d){9}(?![\p{L}\p{N}]))/giu;
const TRAILING = /[.,;:!?'"”’»…\])}]+$/u;
const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The address itself when its scheme is one of the four that we open, else null. */
export function safeHref(address: string): string | null {
  try {
    return SCHEMES.has(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}

function trim(address: string): string {
  const tail = TRAILING.exec(address)?.[0] ?? "";
  const keepsBracket = tail.startsWith(")") && address.includes("(");
  return tail && !keepsBracket ? address.slice(0, -tail.length) : address;
}

function hrefOf(groups: Record<string, string | undefined>, text: string): string | null {
  if (groups.mail) return safeHref(`mailto:${text}`);
  if (groups.phone) return `tel:${text.replace(/[^+\d]/g, "")}`;
  if (groups.tel) return `tel:${text.slice(4).replace(/[^+\d]/g, "")}`;
  return safeHref(text);
}

export function findLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const found = trim(match[0]);
    const href = hrefOf(match.groups ?? {}, found);
    if (href === null) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), href: null });
    pieces.push({ text: found, href });
    end = match.index + found.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}
