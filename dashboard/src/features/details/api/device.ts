// Reads browser and device from a user agent string, as far as an agent needs them.
export type Device = { browser: string | null; system: string | null; kind: "phone" | "tablet" | "desktop" };

const BROWSERS: [RegExp, string][] = [
  [/\bZalo(?:\/|\b)/, "Zalo"],
  [/\bFBA[NV]\b|\bFB_IAB\b/, "Facebook"],
  [/\bcoc_coc_browser\/(\d+)/, "Cốc Cốc"],
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, "Edge"],
  [/\bOPR\/(\d+)/, "Opera"],
  [/\bSamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/\b(?:Chrome|CriOS)\/(\d+)/, "Chrome"],
  [/\bVersion\/(\d+)[\d.]* .*Safari\//, "Safari"],
];

const SYSTEMS: [RegExp, string][] = [
  [/\bWindows NT\b/, "Windows"],
  [/\bAndroid (\d+)/, "Android"],
  [/\biPad\b/, "iPadOS"],
  [/\biPhone OS (\d+)/, "iOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

function first(patterns: [RegExp, string][], text: string): string | null {
  for (const [pattern, name] of patterns) {
    const match = pattern.exec(text);
    if (match) return match[1] ? `${name} ${match[1]}` : name;
  }
  return null;
}

function kind(text: string): Device["kind"] {
  if (/\biPad\b|\bTablet\b/.test(text) || (/\bAndroid\b/.test(text) && !/\bMobile\b/.test(text))) return "tablet";
  return /\bMobile\b|\biPhone\b/.test(text) ? "phone" : "desktop";
}

export function readDevice(userAgent: string): Device {
  return { browser: first(BROWSERS, userAgent), system: first(SYSTEMS, userAgent), kind: kind(userAgent) };
}
