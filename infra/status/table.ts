import { styleText } from 'node:util';
import type { Section, Tone } from './summary.ts';

const colours = { good: 'green', bad: 'red', doubtful: 'yellow', plain: 'reset' } as const satisfies Record<
  Tone,
  string
>;

/** Columns as wide as they need to be. Where a tone matters and there is no colour, the words say it. */
export function renderTable(sections: readonly Section[], { colour }: { colour: boolean }): string {
  return sections
    .map(({ title, rows }) => {
      const widths = rows.reduce<number[]>(
        (all, { cells }) => cells.map((cell, i) => Math.max(all[i] ?? 0, cell.length)),
        [],
      );
      const lines = rows.map(({ cells, tone }) => {
        const line = cells
          .map((cell, i) => (i < cells.length - 1 ? cell.padEnd(widths[i]!) : cell))
          .join('  ');
        return `  ${colour ? styleText(colours[tone], line, { validateStream: false }) : line}`;
      });
      return [title, ...lines].join('\n');
    })
    .join('\n\n');
}
