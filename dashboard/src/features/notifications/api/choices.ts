// What may call the agent's attention, each switchable and remembered in this browser.
import { remembered } from "@/lib/remembered";

export const sound = remembered("notify-sound", true);
export const titleCount = remembered("notify-title", true);
export const faviconCount = remembered("notify-favicon", true);
export const browserNotice = remembered("notify-browser", false);
