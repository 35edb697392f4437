// Saves what the API answers as a file: its address needs a token, so that a plain link can't.
import { fetchApi } from "./http";

/** The name that the server gave, else `fallback`. */
function nameOf(response: Response, fallback: string): string {
  const header = response.headers.get("content-disposition") ?? "";
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  return extended ? decodeURIComponent(extended) : (/filename="?([^";]+)"?/i.exec(header)?.[1] ?? fallback);
}

export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export async function download(path: string, fallback: string): Promise<void> {
  const response = await fetchApi(path);
  saveFile(nameOf(response, fallback), await response.blob());
}
