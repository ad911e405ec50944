import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isThere } from './programs.ts';

const root = path.resolve(import.meta.dirname, '../..');
const dir = path.join(root, 'infra/prometheus');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

type Rule = {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: Record<string, string>;
};
const rules = (parse(read('infra/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const dashboard = JSON.parse(read('infra/grafana/dashboards/fleet.json')) as {
  panels: { targets?: { expr: string }[] }[];
};
const asked = [
  ...rules.map(({ expr }) => expr),
  ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
];

/** Names of series in the sources of what is measured; a histogram is three, a fleet's counter is one per gateway's. */
function measured(): Set<string> {
  const files = [
    'provisioner/src/metrics.ts',
    'provisioner/src/metrics/database.ts',
    'provisioner/src/metrics/machine.ts',
    'provisioner/src/metrics/hosts.ts',
    'provisioner/src/metrics/driver.ts',
    'provisioner/src/metrics/gateways.ts',
    'provisioner/src/walls/walls.ts',
    'apps/portal/features/metrics/metrics.ts',
    'apps/portal/features/metrics/register-gauges.ts',
  ];
  const literal = files.flatMap((file) => read(file).match(/(?<=['"])rockpool_\w+(?=['"])/g) ?? []);
  const fleet = (
    read('provisioner/src/metrics/gateway-text.ts').match(/^ {2}(\w+_(?:total|bucket|sum|count)):/gm) ?? []
  ).map((line) => `rockpool_fleet_${line.trim().slice(0, -1)}`);
  const looked = ['rockpool_fleet_inbox_waiting', 'rockpool_fleet_running_turns'];
  return new Set([
    ...literal,
    ...literal.flatMap((name) => [`${name}_bucket`, `${name}_count`]),
    ...fleet,
    ...looked,
  ]);
}

test('every alert and every panel asks for series that somebody writes', () => {
  const names = new Set(asked.flatMap((expr) => expr.match(/rockpool_\w+/g) ?? []));
  expect(names.size).toBeGreaterThan(25);
  const known = measured();
  expect([...names].filter((name) => !known.has(name))).toEqual([]);
});

test('every alert says what is wrong and what to do first, and how soon', () => {
  for (const { alert, annotations, labels } of rules) {
    expect(annotations.summary, alert).toMatch(/\.$/);
    expect(annotations.todo, alert).toBeTruthy();
    expect(['page', 'ticket'], alert).toContain(labels.severity);
  }
});

test('every alert is in the table of what to do', () => {
  const readme = read('infra/README.md');
  expect(rules.map(({ alert }) => alert).filter((alert) => !readme.includes(`\`${alert}\``))).toEqual([]);
});

describe.skipIf(!isThere('promtool'))('Prometheus (apt-get install prometheus)', () => {
  test.each([
    ['takes the configuration', 'check', 'config', 'prometheus.yaml'],
    ['takes the rules', 'check', 'rules', 'alerts.yaml'],
    ['raises each alert when it is due, and not before', 'test', 'rules', 'alerts.test.yaml'],
  ])('%s', (_what, ...args) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: dir, encoding: 'utf8' });
    expect(status, stdout + stderr).toBe(0);
  });
});
