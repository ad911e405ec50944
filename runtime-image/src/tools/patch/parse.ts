/** Reads the text of a patch: `*** Begin Patch`, sections for files, `*** End Patch`. Pure. */

/** `line`: of the patch, from 1 */
export type Hunk = {
  line: number;
  /** what stands behind `@@`: lines, one behind the other, after which it is looked for */
  anchors: string[];
  lines: { sign: ' ' | '-' | '+'; text: string; line: number }[];
  /** it ends where the file does */
  atEnd: boolean;
};

export type FilePatch =
  | { kind: 'add'; path: string; line: number; content: string }
  | { kind: 'delete'; path: string; line: number }
  | {
      kind: 'update';
      path: string;
      line: number;
      moveTo: { path: string; line: number } | null;
      hunks: Hunk[];
    };

export type PatchRefusal = { line: number; message: string };

export type ParsedPatch = { kind: 'patch'; files: FilePatch[] } | ({ kind: 'refused' } & PatchRefusal);

const filesMax = 100;

const begin = '*** Begin Patch';
const end = '*** End Patch';
const headers = {
  add: '*** Add File:',
  delete: '*** Delete File:',
  update: '*** Update File:',
} as const;
const moveHeader = '*** Move to:';
const endOfFile = '*** End of File';
/** of a unified diff; the numbers say nothing that the lines do not */
const lineNumbers = /^-\d+(?:,\d+)? \+\d+(?:,\d+)?(?: @@)?/;

export function parsePatch(text: string): ParsedPatch {
  // some models wrap it as for a shell, or as Markdown
  const all = text.replaceAll('\r\n', '\n').split('\n');
  const first = all.findIndex((line) => line.trim() === begin);
  const last = all.findLastIndex((line) => line.trim() === end);
  if (first === -1) return refused(1, `the patch must begin with "${begin}"`);
  if (last < first) return refused(all.length, `the patch must end with "${end}"`);
  const stray = [...all.keys()].find((at) => (at < first || at > last) && !isWrapping(all[at]!));
  if (stray !== undefined)
    return refused(stray + 1, `nothing may stand ${stray < first ? `before "${begin}"` : `after "${end}"`}`);

  const files: FilePatch[] = [];
  let at = first + 1;
  while (at < last) {
    const line = all[at]!;
    if (line.trim() === '') {
      at += 1;
      continue;
    }
    const header = headerOf(line);
    if (header === null)
      return refused(at + 1, `expected "${headers.add} …", "${headers.update} …" or "${headers.delete} …"`);
    if (header.path === '') return refused(at + 1, 'the path is missing');
    if (files.length >= filesMax) return refused(at + 1, `a patch may name ${filesMax} files at most`);
    const section = readSection(all, at, last, header);
    if ('message' in section) return refused(section.line, section.message);
    files.push(section.file);
    at = section.next;
  }
  return files.length === 0 ? refused(first + 1, 'the patch names no file') : { kind: 'patch', files };
}

type Section = { file: FilePatch; next: number } | PatchRefusal;

function readSection(
  all: readonly string[],
  from: number,
  last: number,
  { kind, path }: { kind: FilePatch['kind']; path: string },
): Section {
  const line = from + 1;
  let at = from + 1;
  if (kind === 'delete') return { file: { kind, path, line }, next: at };
  if (kind === 'add') {
    const start = at;
    while (at < last && all[at]!.startsWith('+')) at += 1;
    const content = all.slice(start, at).map((each) => `${each.slice(1)}\n`);
    if (at < last && all[at]!.trim() !== '' && headerOf(all[at]!) === null)
      return { line: at + 1, message: 'each line of a new file begins with "+"' };
    return { file: { kind, path, line, content: content.join('') }, next: at };
  }
  let moveTo: { path: string; line: number } | null = null;
  if (at < last && all[at]!.startsWith(moveHeader)) {
    moveTo = { path: all[at]!.slice(moveHeader.length).trim(), line: at + 1 };
    if (moveTo.path === '') return { line: at + 1, message: 'the path is missing' };
    at += 1;
  }
  const hunks: Hunk[] = [];
  while (at < last && headerOf(all[at]!) === null) {
    const read = readHunk(all, at, last);
    if ('message' in read) return read;
    at = read.next;
    if (read.hunk !== null) hunks.push(read.hunk);
  }
  if (hunks.length === 0 && moveTo === null) return { line, message: 'the update of this file says nothing' };
  return { file: { kind, path, line, moveTo, hunks }, next: at };
}

function readHunk(
  all: readonly string[],
  from: number,
  last: number,
): { hunk: Hunk | null; next: number } | PatchRefusal {
  const hunk: Hunk = { line: from + 1, anchors: [], lines: [], atEnd: false };
  let at = from;
  for (; at < last && all[at]!.startsWith('@@'); at += 1) {
    const anchor = all[at]!.slice(2).trim().replace(lineNumbers, '').trim();
    if (anchor !== '') hunk.anchors.push(anchor);
  }
  for (; at < last; at += 1) {
    const text = all[at]!;
    const sign = text.charAt(0);
    if (text.trimEnd() === endOfFile) {
      hunk.atEnd = true;
      at += 1;
      break;
    }
    if (text.startsWith('@@') || headerOf(text) !== null) break;
    // the sign of an empty line is often lost
    if (text === '') hunk.lines.push({ sign: ' ', text: '', line: at + 1 });
    else if (sign === ' ' || sign === '-' || sign === '+')
      hunk.lines.push({ sign, text: text.slice(1), line: at + 1 });
    else return { line: at + 1, message: 'a line of an update begins with " ", "-", "+" or "@@"' };
  }
  // empty lines before the next section belong to nobody
  while (!hunk.atEnd && hunk.lines.at(-1)?.text === '' && all[hunk.lines.at(-1)!.line - 1] === '')
    hunk.lines.pop();
  if (hunk.lines.length > 0) return { hunk, next: at };
  const isBlank = all.slice(from, at).every((text) => text.trim() === '');
  return isBlank ? { hunk: null, next: at } : { line: from + 1, message: 'this hunk has no lines' };
}

function headerOf(line: string): { kind: FilePatch['kind']; path: string } | null {
  const text = line.trim();
  for (const kind of ['add', 'delete', 'update'] as const)
    if (text.startsWith(headers[kind]) && line.startsWith('***'))
      return { kind, path: text.slice(headers[kind].length).trim() };
  return null;
}

function isWrapping(line: string): boolean {
  return /^\s*$|^```\w*\s*$|^(?:apply_patch\s+)?<<-?\s*['"]?\w+['"]?\s*$|^EOF\s*$/.test(line);
}

function refused(line: number, message: string): ParsedPatch {
  return { kind: 'refused', line, message };
}
