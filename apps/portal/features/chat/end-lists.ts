const item = /^\s*(?:[-*+]|\d{1,9}[.)])\s/;
const fence = /^\s*(?:```|~~~)/;

/**
 * Puts an empty line where a list ends and a plain line begins. Markdown would take that line for the rest of the last item; who writes
 * in a chat does not mean that, and the other places where these words are read show it as a line of its own. Pure.
 */
export function endLists(text: string): string {
  let isCode = false;
  let isInList = false;
  const lines = text.split('\n').flatMap((line) => {
    if (fence.test(line)) isCode = !isCode;
    const begins = !isCode && isInList && /^[^\s>|]/.test(line) && !item.test(line) && !fence.test(line);
    if (begins || line.trim() === '') isInList = false;
    else if (!isCode && item.test(line)) isInList = true;
    return begins ? ['', line] : [line];
  });
  return lines.join('\n');
}
