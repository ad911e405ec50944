import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { main } from './import-cli.ts';
import { FileError, parseMembershipFile } from './import.ts';
import { importedMemberships } from './imported.ts';
import { importMemberships } from './write-imported.ts';

const parse = (...lines: string[]) => parseMembershipFile(lines.join('\n'), 'Asia/Shanghai');

describe('reading a file', () => {
  test('columns in any order, spaces, quotes, a byte order mark, Windows line ends', () => {
    const text =
      '\uFEFFTier, note ,PHONE,valid_until\r\n"Pro",x,"138 0000 0001",2026-04-10\r\n\r\nMAX,,+8613800000002,\r\n';
    expect(parseMembershipFile(text, 'Asia/Shanghai')).toEqual({
      errors: [],
      rows: [
        { phone: '+8613800000001', tier: 'pro', validUntil: new Date('2026-04-10T16:00:00Z') },
        { phone: '+8613800000002', tier: 'max', validUntil: null },
      ],
    });
  });

  test('a table that was saved in the console is read again, its instants and columns too', () => {
    const file = parse(
      'phone,tier,valid_until,imported,user_id,consent',
      "'+8613800000001,pro,2027-06-30T16:00:00.000Z,2026-11-22T22:41:48.669Z,,",
    );
    expect(file).toEqual({
      errors: [],
      rows: [{ phone: '+8613800000001', tier: 'pro', validUntil: new Date('2027-06-30T16:00:00Z') }],
    });
  });

  test('wrong rows are named by line and fact, and the good ones stay', () => {
    const { rows, errors } = parse(
      'phone,tier,valid_until',
      '13800000001,pro,2026-04-10',
      'abc,pro,',
      '',
      '13800000002,gold,',
      '13800000003,lite,10.04.2026',
      '13800000004,lite,2026-04-01T12:00:00',
      '+86 138 0000 0001,max,',
      '13800000005',
      '13800000006,max,2026-04-01T12:00:00+08:00',
    );
    expect(rows.map((row) => row.phone)).toEqual(['+8613800000001', '+8613800000006']);
    expect(rows[1]!.validUntil).toEqual(new Date('2026-04-01T04:00:00Z'));
    expect(errors.map(({ line, message }) => ({ line, message }))).toEqual([
      { line: 3, message: '"abc" is not a mobile number' },
      { line: 5, message: '"gold" is not a plan: lite, pro, max' },
      { line: 6, message: '"10.04.2026" is neither a day (2026-04-01) nor an instant with its zone' },
      {
        line: 7,
        message: '"2026-04-01T12:00:00" is neither a day (2026-04-01) nor an instant with its zone',
      },
      { line: 8, message: '+8613800000001 is on line 2 already' },
      { line: 9, message: '"" is not a plan: lite, pro, max' },
    ]);
  });

  test.each([
    ['an empty file', ''],
    ['no header', '13800000001,pro,'],
    ['a missing column', 'phone,tier\n13800000001,pro'],
    ['an open quote', 'phone,tier,valid_until\n"138'],
  ])('%s is no such file', (_, text) => {
    expect(() => parseMembershipFile(text, 'UTC')).toThrow(FileError);
  });
});

describe('importing', () => {
  let database: TestDatabase;
  let dir: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    dir = mkdtempSync(path.join(os.tmpdir(), 'membership-'));
  });
  afterAll(async () => {
    rmSync(dir, { recursive: true, force: true });
    await database.drop();
  });

  test('says what is new, changed and as before, and leaves other numbers alone', async () => {
    const { db } = database;
    const row = (n: number, tier: 'pro' | 'max') => ({ phone: `+861380000000${n}`, tier, validUntil: null });
    expect(await importMemberships(db, [row(1, 'pro'), row(2, 'pro')])).toEqual({
      added: 2,
      changed: 0,
      unchanged: 0,
    });
    expect(await importMemberships(db, [row(2, 'max'), row(3, 'pro')])).toEqual({
      added: 1,
      changed: 1,
      unchanged: 0,
    });
    expect(await importMemberships(db, [row(2, 'max')])).toEqual({ added: 0, changed: 0, unchanged: 1 });
    const lookup = (phone: string) => importedMemberships(db).lookup(phone, new Date());
    expect(await lookup('+8613800000001')).toMatchObject({
      kind: 'member',
      member: { tier: 'pro', source: 'import' },
    });
    expect(await lookup('+8613800000002')).toMatchObject({
      kind: 'member',
      member: { tier: 'max', validUntil: null },
    });
    expect(await lookup('+8613800000009')).toEqual({ kind: 'unknown', source: 'import' });
  });

  test('ten thousand rows are imported whole', async () => {
    const lines = Array.from(
      { length: 10_000 },
      (_, i) => `1390${String(i).padStart(7, '0')},pro,2030-01-01`,
    );
    const { rows, errors } = parse('phone,tier,valid_until', ...lines);
    expect(errors).toEqual([]);
    expect(await importMemberships(database.db, rows)).toEqual({ added: 10_000, changed: 0, unchanged: 0 });
  });

  async function command(args: string[], databaseUrl: string | undefined = database.url) {
    const lines: string[] = [];
    const code = await main(args, { databaseUrl, print: (line) => lines.push(line) });
    return { code, lines };
  }

  const file = (name: string, text: string) => {
    writeFileSync(path.join(dir, name), text);
    return path.join(dir, name);
  };

  test('the command imports the good rows, shows the others, and its exit code says so', async () => {
    const good = file('good.csv', 'phone,tier,valid_until\n13700000001,pro,\n');
    const mixed = file('mixed.csv', 'phone,tier,valid_until\n13700000001,max,\nnobody,pro,\n');
    expect(await command(['import', good])).toEqual({
      code: 0,
      lines: ['1 imported (1 new, 0 changed, 0 as before), 0 refused.'],
    });
    expect(await command(['import', mixed])).toEqual({
      code: 1,
      lines: [
        'line 3: "nobody" is not a mobile number',
        '1 imported (0 new, 1 changed, 0 as before), 1 refused.',
      ],
    });
  });

  test.each([
    ['no file named', () => [], /^Usage: npm run membership/],
    ['a file that is not there', () => ['import', path.join(dir, 'none.csv')], /none\.csv cannot be read/],
    ['another file', () => ['import', file('other.csv', 'a,b\n')], /^The first line must name the columns/],
    ['an unknown zone', () => ['import', 'x.csv', '--zone', 'Mars'], /^Usage/],
  ])('%s: nothing is imported, and it says why', async (_, args, expected) => {
    const { code, lines } = await command(args());
    expect(code).toBe(2);
    expect(lines.join('\n')).toMatch(expected);
  });

  test('a database that is not there: one sentence', async () => {
    const good = file('good.csv', 'phone,tier,valid_until\n13700000001,pro,\n');
    const { code, lines } = await command(['import', good], 'postgresql://u:p@127.0.0.1:1/db');
    expect(code).toBe(2);
    expect(lines.join('\n')).toMatch(/^Nothing answers at the database server 127\.0\.0\.1:1/);
  });
});
