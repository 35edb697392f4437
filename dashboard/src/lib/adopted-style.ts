// Stands in for react-style-singleton: the same component, but through an adopted style sheet, which a strict CSP allows.
import { useEffect } from "react";

type Styles = { styles: string; dynamic?: boolean };

export function styleSingleton() {
  let users = 0;
  let sheet: CSSStyleSheet | null = null;

  function add(styles: string) {
    users += 1;
    if (sheet) return;
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }

  function remove() {
    users -= 1;
    if (users > 0) return;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    sheet = null;
  }

  return function AdoptedStyle({ styles, dynamic }: Styles) {
    const version = dynamic ? styles : "fixed";
    // biome-ignore lint/correctness/useExhaustiveDependencies: as in the original, only dynamic styles follow their text.
    useEffect(() => {
      add(styles);
      return remove;
    }, [version]);
    return null;
  };
}
