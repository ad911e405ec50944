import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const rows = readFileSync(path.join(here, 'README.md'), 'utf8')
  .split('\n')
  .flatMap((line) => [...line.matchAll(/^\| (.+?) +\| `([\w./-]+\.test\.ts)` (.+?) +\|$/g)])
  .map(([, fact, file, name]) => ({ fact: fact!, file: file!, name: name! }));

test('the table is read', () => expect(rows.length).toBeGreaterThan(40));

test.each(rows)('$fact: its test exists', ({ file, name }) => {
  expect(existsSync(path.join(here, file))).toBe(true);
  expect(readFileSync(path.join(here, file), 'utf8')).toContain(`'${name}`);
});
