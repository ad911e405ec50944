import Table from 'cli-table3';

export interface Output {
  /** `--json`: exactly what the API answered, and nothing else, on standard output */
  json(value: unknown): void;
  line(text: string): void;
  table(head: string[], rows: unknown[][]): void;
  facts(facts: Record<string, unknown>): void;
}

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
const plain = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };

/** Texts of others are shown without what a terminal would obey. */
export const printable = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�');
};

export function outputTo(write: (text: string) => void): Output {
  const line = (text: string) => write(`${text}\n`);
  return {
    line,
    json: (value) => line(JSON.stringify(value, null, 2)),
    table(head, rows) {
      const table = new Table({
        head: head.map((name) => name.toUpperCase()),
        chars: noBorders,
        style: plain,
      });
      table.push(...rows.map((row) => row.map(printable)));
      line(trimmed(table.toString()));
    },
    facts(facts) {
      const width = Math.max(...Object.keys(facts).map((name) => name.length));
      for (const [name, value] of Object.entries(facts)) line(`${name.padEnd(width)}  ${printable(value)}`);
    },
  };
}

const trimmed = (text: string) => text.replace(/ +$/gm, '').replace(/^\n/, '');
