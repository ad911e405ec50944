import { linkParts } from './link-parts.ts';

/** A sentence of somebody else's, in which addresses of the given origins can be followed. */
export function LinkedText({ text, origins }: { text: string; origins: readonly string[] }) {
  return linkParts(text, origins).map(({ text, href }, index) =>
    href === null ? (
      text
    ) : (
      <a
        key={index}
        href={href}
        target="_blank"
        rel="noreferrer"
        className="font-medium break-all text-accent underline underline-offset-3"
      >
        {text}
      </a>
    ),
  );
}
