// Two letters and a steady hue for people without a picture. Vietnamese names are called by their last part.
const HUES = ["slate", "teal", "sky", "violet", "rose", "amber", "lime", "orange"] as const;
export type Hue = (typeof HUES)[number];

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words.at(-2), words.at(-1)] : [words[0]];
  return letters
    .map((word) => [...(word ?? "?")][0] ?? "")
    .join("")
    .toLocaleUpperCase("vi");
}

export function hueOf(id: string): Hue {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return HUES[sum % HUES.length] ?? "slate";
}
