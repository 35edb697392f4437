// What somebody types for a website becomes its origin, as browsers send it.
export function readOrigin(text: string): string | null {
  const typed = text.trim().replace(/^(?!https?:\/\/)/i, "https://");
  if (/[\s*]/.test(typed)) return null;
  try {
    const { origin, hostname } = new URL(typed);
    const named = hostname.includes(".") || hostname === "localhost" || hostname.startsWith("[");
    return origin !== "null" && named ? origin : null;
  } catch {
    return null;
  }
}
