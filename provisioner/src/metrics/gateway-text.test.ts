import { expect, test } from 'vitest';
import { growth, readGatewayMetrics } from './gateway-text.ts';

test('the listed series are read with their label', () => {
  const { counts, gauges } = readGatewayMetrics(
    [
      '# HELP rockpool_turns_total Turns by how they ended',
      '# TYPE rockpool_turns_total counter',
      'rockpool_turns_total{state="done"} 7',
      'rockpool_tokens_total{kind="input"} 2e+21',
      'rockpool_turn_seconds_bucket{le="+Inf"} 8',
      'rockpool_turn_seconds_sum 1.5',
      'rockpool_inbox_waiting 3',
      '',
    ].join('\n'),
  );
  expect([...counts]).toEqual([
    ['turns_total done', 7],
    ['tokens_total input', 2e21],
    ['turn_seconds_bucket +Inf', 8],
    ['turn_seconds_sum', 1.5],
  ]);
  expect([...gauges]).toEqual([['inbox_waiting', 3]]);
});

test.each([
  'rockpool_turns_total{state="anything"} 1',
  'rockpool_turns_total{instance="me"} 1',
  'rockpool_turns_total 1',
  'rockpool_made_up_total 1',
  'rockpool_turns_total{state="done"} -1',
  'rockpool_turns_total{state="done"} NaN',
  'rockpool_turns_total{state="done"} +Inf',
  'rockpool_turns_total{state="done"} 1e999',
  'rockpool_turn_seconds_sum{le="1"} 1 2',
  'rockpool___proto___total 1',
  'process_cpu_seconds_total 1',
])('an instance cannot add what is not listed: %s', (line) => {
  const { counts, gauges } = readGatewayMetrics(line);
  expect([...counts, ...gauges]).toEqual([]);
});

test('labels that the fleet does not tell apart are one sum', () => {
  const text =
    'rockpool_messages_dropped_total{reason="a"} 1\nrockpool_messages_dropped_total{reason="b"} 2\n';
  expect([...readGatewayMetrics(text).counts]).toEqual([['messages_dropped_total', 3]]);
});

test.each([
  ['what was added counts', { a: 3 }, { a: 5 }, [{ key: 'a', added: 2 }]],
  ['what stayed does not', { a: 3 }, { a: 3 }, []],
  ['a new series counts whole', {}, { a: 3 }, [{ key: 'a', added: 3 }]],
  ['a counter that began anew counts from its beginning', { a: 100 }, { a: 4 }, [{ key: 'a', added: 4 }]],
])('%s', (_name, before, now, expected) => {
  expect(growth(new Map(Object.entries(before)), new Map(Object.entries(now)))).toEqual(expected);
});
