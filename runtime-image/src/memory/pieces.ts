/** Cuts a Markdown file into pieces that can be found and shown one by one. Pure. */
export type Piece = { line: number; text: string };

const charsMax = 1_200;
const lineCharsMax = 4_000;

/** Pieces begin at headings and after blank lines once they are long enough; `line` is that of their first line, from 1. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let open: { line: number; lines: string[]; chars: number } | null = null;
  const close = (): void => {
    const words = open?.lines.join('\n').trim() ?? '';
    if (open !== null && words !== '') pieces.push({ line: open.line, text: words });
    open = null;
  };
  const lines = text.split('\n');
  for (const [index, whole] of lines.entries()) {
    const line = whole.length > lineCharsMax ? whole.slice(0, lineCharsMax).toWellFormed() : whole;
    const isLong = open !== null && open.chars > charsMax / 2;
    if (
      /^#{1,6}\s/.test(line) ||
      (line.trim() === '' && isLong) ||
      (open?.chars ?? 0) + line.length > charsMax
    )
      close();
    if (open === null) {
      if (line.trim() === '') continue;
      open = { line: index + 1, lines: [], chars: 0 };
    }
    open.lines.push(line);
    open.chars += line.length + 1;
  }
  close();
  return pieces;
}
