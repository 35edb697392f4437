// A message exactly as it was sent, with nothing alive in it but safe links.
import { useMemo } from "react";
import { findLinks } from "@/lib/links";

export function RichText({ text }: { text: string }) {
  const pieces = useMemo(() => {
    let at = 0;
    return findLinks(text).map((piece) => {
      const key = `${at}`;
      at += piece.text.length;
      return { ...piece, key };
    });
  }, [text]);
  return (
    <bdi className="whitespace-pre-wrap wrap-anywhere">
      {pieces.map(({ key, text: words, href }) =>
        href ? (
          <a
            key={key}
            href={href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="underline underline-offset-2"
          >
            {words}
          </a>
        ) : (
          words
        ),
      )}
    </bdi>
  );
}
