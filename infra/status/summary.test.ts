import { describe, expect, test } from 'vitest';
import { summarize, type Seen } from './summary.ts';
import { renderTable } from './table.ts';

const provisioner = (ageMs = 5_000, driver = 'docker') => ({
  report: {
    driver,
    version: '0.1.0',
    startedAt: '2026-02-10T00:00:00.000Z',
    disk: 'each volume has a bound',
  },
  ageMs,
});
const wallsOf = (host: string, closed: boolean, ageMs = 5_000): Seen['walls'][number] => ({
  host,
  report: {
    closed,
    because: closed ? 'Everything that must be closed was seen closed.' : 'Not closed: the host (open).',
    firewall: { state: 'standing', detail: '' },
    probedAt: '2026-02-10T00:00:00.000Z',
    rows: [
      { target: 'the host', wanted: 'closed', seen: closed ? 'closed' : 'open', detail: 'tried', ms: 1 },
      { target: 'the public internet', wanted: 'open', seen: 'unknown', detail: 'no answer', ms: 1 },
    ],
  },
  ageMs,
});
const walls = (closed: boolean, ageMs = 5_000) => [wallsOf('main', closed, ageMs)];
const host = (name: string, more: Partial<Seen['hosts'][number]> = {}) => ({
  ...{ name, taken: 3, capacity: null, accepting: true, away: false },
  ...more,
});
const well: Seen = { provisioner: provisioner(), walls: walls(true), hosts: [host('main')], phases: [] };
const wrongOf = (seen: Partial<Seen>) => summarize({ ...well, ...seen }).wrong;

describe('something is wrong', () => {
  test.each<[string, Partial<Seen>, RegExp[]]>([
    ['not while all is well', {}, []],
    [
      'when the provisioner is silent for more than 30 s',
      { provisioner: provisioner(31_000) },
      [/said nothing for 31 s/],
    ],
    ['not when it was silent for 30 s', { provisioner: provisioner(30_000) }, []],
    ['when there never was one', { provisioner: null }, [/No provisioner/]],
    ['when the walls are open', { walls: walls(false) }, [/Not closed: the host \(open\)\. exec is off/]],
    ['when nobody looks at the walls any more', { walls: walls(true, 121_000) }, [/Nobody has looked/]],
    ['when the walls were never looked at', { walls: [] }, [/not been looked at yet/]],
    ['not when the driver has no walls', { walls: [], provisioner: provisioner(1, 'process') }, []],
    [
      'when one of two hosts is silent, or has a hole',
      {
        hosts: [host('a', { away: true }), host('b')],
        walls: [wallsOf('a', true), wallsOf('b', false)],
      },
      [/Host a is silent/, /Host b: Not closed/],
    ],
    [
      'when computers find no room',
      { phases: [{ phase: 'provisioning', reason: 'no_room', count: 2 }] },
      [/2 computers find no host with room/],
    ],
    [
      'twice when two things are',
      { provisioner: provisioner(60_000), walls: walls(false) },
      [/said nothing/, /Not closed/],
    ],
  ])('%s', (_, seen, expected) =>
    expect(wrongOf(seen)).toEqual(expected.map((each) => expect.stringMatching(each))),
  );
});

describe('the table', () => {
  const text = (seen: Partial<Seen>, colour = false) =>
    renderTable(summarize({ ...well, ...seen }).sections, { colour });

  test('says it in words without colours', () => {
    expect(text({ walls: walls(false) })).toContain('NOT CLOSED  Not closed: the host (open).');
    expect(text({})).not.toContain('\u001b');
  });
  test('marks a hole red and a doubt about an open place yellow', () => {
    const coloured = text({ walls: walls(false) }, true);
    expect(coloured).toContain('\u001b[31mopen        the host: tried');
    expect(coloured).toContain('\u001b[33munknown     the public internet: no answer');
  });
  test('tells what each host has, and leaves out a single one without a limit', () => {
    expect(text({})).not.toContain('Hosts');
    expect(text({ hosts: [host('main', { capacity: 3 })] })).toMatch(/main +full +3 of 3 places/);
    const two = text({ hosts: [host('a', { capacity: 9, accepting: false }), host('b')] });
    expect(two).toMatch(/a +closed +3 of 9 places/);
    expect(two).toMatch(/b +open +3 of any number of places/);
    expect(two).toContain('Walls of main');
  });
  test('counts computers by phase and reason', () => {
    const phases = [
      { phase: 'failed', reason: 'crashed', count: 2 },
      { phase: 'running', reason: 'ready', count: 120 },
    ];
    expect(text({ phases })).toContain('Computers\n  2    failed   crashed\n  120  running  ready');
  });
});
