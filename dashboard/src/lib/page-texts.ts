// The texts of pages that load on their own: each brings its catalogues with it, so that the first load stays small.
import i18n, { LANGUAGES, type Language } from "./i18n";

type Catalogue = Record<string, unknown>;

export function addPageTexts(namespace: string, catalogues: Record<Language, Catalogue>): void {
  for (const language of LANGUAGES) i18n.addResourceBundle(language, namespace, catalogues[language], true, true);
}
