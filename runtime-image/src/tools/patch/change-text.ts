/** What a text is after the hunks of a patch, or which line of the patch does not fit it. Pure, and bounded in what it costs. */
import type { Hunk, PatchRefusal } from './parse.ts';

export type ChangedText = { kind: 'changed'; text: string } | ({ kind: 'refused' } & PatchRefusal);

/** characters compared for one file: looking for a long hunk in a long file of alike lines must not hold the gateway up */
const comparedCharsMax = 20_000_000;

/**
 * Each hunk is looked for behind the one before it, first letter by letter, then without the white space at the ends of lines, then
 * without that around them. What is not changed stays as the file has it.
 */
export function changeText(text: string, hunks: readonly Hunk[]): ChangedText {
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
  const { lines, ends, usual } = linesOf(text.slice(mark.length));
  const finder = createFinder(lines);
  const result: { line: string; end: string }[] = [];
  let done = 0;
  const keep = (): void => {
    result.push({ line: lines[done]!, end: ends[done]! });
    done += 1;
  };
  for (const hunk of hunks) {
    const found = place(hunk, done, finder, lines.length);
    if ('message' in found) return { kind: 'refused', ...found };
    while (done < found.at) keep();
    for (const { sign, text: words } of hunk.lines) {
      if (sign === ' ') keep();
      else if (sign === '-') done += 1;
      else result.push({ line: words.replace(/\r$/, ''), end: usual });
    }
  }
  while (done < lines.length) keep();
  const endsOpen = ends.at(-1) === '';
  const last = result.length - 1;
  // a file without a last line break keeps none, whatever its last line is now
  const endAt = (at: number, end: string): string => (at === last && endsOpen ? '' : end || usual);
  const changed = result.map(({ line, end }, at) => line + endAt(at, end)).join('');
  return { kind: 'changed', text: changed.startsWith(mark) ? changed : mark + changed };
}

const byteOrderMark = '\ufeff';

/** Lines without their ends, the end of each, and the one that most have. */
function linesOf(text: string): { lines: string[]; ends: string[]; usual: string } {
  const lines = text.split('\n');
  const open = lines.pop()!;
  const ends: string[] = lines.map((line) => (line.endsWith('\r') ? '\r\n' : '\n'));
  const isCrlf = ends.filter((end) => end === '\r\n').length * 2 > lines.length;
  const bare = lines.map((line, at) => (ends[at] === '\r\n' ? line.slice(0, -1) : line));
  if (open !== '') {
    bare.push(open);
    ends.push('');
  }
  return { lines: bare, ends, usual: isCrlf ? '\r\n' : '\n' };
}

function place(hunk: Hunk, from: number, finder: Finder, linesInAll: number): { at: number } | PatchRefusal {
  const old = hunk.lines.filter(({ sign }) => sign !== '+').map(({ text }) => text);
  let start = from;
  const isAnchored = hunk.anchors.length > 0;
  for (const anchor of hunk.anchors) {
    const found = finder.find([anchor], start);
    if (found === 'too_much') return tooMuch(hunk);
    if (found === null)
      return { line: hunk.line, message: `the file has no line "${brief(anchor)}"${behind(from)}` };
    start = found + 1;
  }
  // nothing but new lines: behind the anchor, else at the end
  if (old.length === 0) return { at: !isAnchored || hunk.atEnd ? linesInAll : start };
  if (hunk.atEnd) {
    const at = linesInAll - old.length;
    if (at >= start && finder.fits(old, at)) return { at };
  }
  const found = finder.find(old, start);
  // the anchor may be the first line of the hunk as well
  const again = found === null && isAnchored ? finder.find(old, start - 1) : found;
  if (again === 'too_much') return tooMuch(hunk);
  if (again !== null) return { at: again };
  const first = hunk.lines.find(({ sign }) => sign !== '+')!;
  const culprit = hunk.lines.find(({ sign, text }) => sign !== '+' && !finder.has(text, start)) ?? first;
  return {
    line: culprit.line,
    message:
      culprit === first && finder.has(culprit.text, start)
        ? `these lines do not follow each other like this in the file${behind(from)}`
        : `the file has no line "${brief(culprit.text)}"${behind(from)}`,
  };
}

const tooMuch = ({ line }: Hunk): PatchRefusal => ({
  line,
  message: 'looking for this hunk takes too long; give an @@ line before it, or fewer lines',
});
const behind = (from: number): string =>
  from === 0 ? '' : `, or not behind the hunk before (line ${from} of the file)`;
const brief = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 80)}…`);

type Finder = ReturnType<typeof createFinder>;

const passes: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
];

function createFinder(lines: readonly string[]) {
  let left = comparedCharsMax;
  const texts = passes.map(() => null as string[] | null);
  let lastAt: Map<string, number> | null = null;
  const textsOf = (pass: number): string[] => (texts[pass] ??= lines.map(passes[pass]!));
  const fitsIn = (own: readonly string[], wanted: readonly string[], at: number): boolean => {
    for (const [index, line] of wanted.entries()) {
      const other = own[at + index];
      if (other === undefined) return false;
      left -= Math.min(line.length, other.length) + 1;
      if (other !== line) return false;
      if (left < 0) return false;
    }
    return true;
  };
  return {
    find(wanted: readonly string[], from: number): number | 'too_much' | null {
      for (const [pass, form] of passes.entries()) {
        const own = textsOf(pass);
        const formed = wanted.map(form);
        for (let at = from; at + wanted.length <= lines.length; at += 1) {
          if (fitsIn(own, formed, at) && left >= 0) return at;
          if (left < 0) return 'too_much';
        }
      }
      return null;
    },
    fits: (wanted: readonly string[], at: number): boolean =>
      passes.some((form, pass) => fitsIn(textsOf(pass), wanted.map(form), at) && left >= 0),
    has(line: string, from: number): boolean {
      lastAt ??= new Map(textsOf(2).map((text, at) => [text, at]));
      return (lastAt.get(line.trim()) ?? -1) >= from;
    },
  };
}
