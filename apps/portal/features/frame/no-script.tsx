/**
 * Pages stream: first their skeleton, then, hidden at the end of the document, what takes its place by a script. Where scripts
 * are off this shows the latter instead. In the layer of the theme, because `!important` of an earlier layer is the stronger one.
 */
const streamed = `@layer theme {
  div[hidden][id^='S:'] { display: block !important }
  body > main:has(.animate-pulse):not(:has(h1)) { display: none }
}
div[hidden][id^='S:']:not(:has(main)) { max-width: 48rem; margin-inline: auto; padding: 0.5rem 1rem }
body { display: flex; flex-direction: column }
body > * { width: 100% }
body > footer { order: 1 }`;

export function ShowStreamed() {
  return (
    <noscript>
      <style>{streamed}</style>
    </noscript>
  );
}

/** One sentence on what works without scripts and what does not. */
export function NoScriptNote({ children }: { children: string }) {
  return (
    <noscript>
      <p className="border-b border-line bg-sunken px-4 py-2 text-center text-sm">{children}</p>
    </noscript>
  );
}
