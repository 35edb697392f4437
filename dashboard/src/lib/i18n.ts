// Vietnamese comes with the page, English when somebody asks for it; the choice is remembered.
import i18n from "i18next";
import { initReactI18next } from "react-i18next";
import type admin from "./locales/pages/admin.vi.json";
import type audit from "./locales/pages/audit.vi.json";
import type history from "./locales/pages/history.vi.json";
import type ops from "./locales/pages/ops.vi.json";
import type reports from "./locales/pages/reports.vi.json";
import vi from "./locales/vi.json";
import { remembered } from "./remembered";

export const LANGUAGES = ["vi", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const choice = remembered<Language>("lang", "vi");

async function load(language: Language): Promise<void> {
  if (language === "vi" || i18n.hasResourceBundle(language, "translation")) return;
  const { default: catalogue } = await import("./locales/en.json");
  i18n.addResourceBundle(language, "translation", catalogue);
}

export async function speak(language: Language): Promise<void> {
  await load(language);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  choice.set(language);
}

export async function startLanguage(): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: "vi",
    fallbackLng: "vi",
    resources: { vi: { translation: vi } },
    interpolation: { escapeValue: false },
  });
  await speak(choice.get()).catch(() => undefined);
}

export const locale = (): string => (i18n.language === "en" ? "en-GB" : "vi-VN");

declare module "i18next" {
  interface CustomTypeOptions {
    resources: {
      translation: typeof vi;
      history: typeof history;
      reports: typeof reports;
      admin: typeof admin;
      ops: typeof ops;
      audit: typeof audit;
    };
    returnNull: false;
  }
}

export default i18n;
