import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeReport } from '@rockpool/db/platform-reports';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let database: TestDatabase;
let stateDir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'rockpool-status-'));
});
afterAll(async () => {
  await database.drop();
  fs.rmSync(stateDir, { recursive: true });
});

const status = () =>
  spawnSync(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
    env: { PATH: process.env.PATH, DATABASE_URL: database.url, ROCKPOOL_DATA_DIR: stateDir },
    encoding: 'utf8',
  });

const walls = (closed: boolean) => ({
  closed,
  because: closed ? 'Everything that must be closed was seen closed.' : 'Not closed: the host (open).',
  firewall: { state: 'standing' as const, detail: '' },
  probedAt: new Date().toISOString(),
  rows: [],
});

test('before any provisioner the exit code says that something is wrong', () => {
  const { status: code, stdout } = status();
  expect(stdout).toContain('No provisioner has ever reported');
  expect(code).toBe(1);
});

test('reports of now and closed walls are well; open walls are not', async () => {
  const report = { driver: 'docker', version: '0.1.0', startedAt: new Date().toISOString(), disk: '' };
  await writeReport(database.db, 'provisioner', report);
  await writeReport(database.db, 'walls', walls(true));
  const well = status();
  expect(well.stdout).toMatch(/driver +docker/);
  expect(well.stdout).toMatch(/closed +Everything that must be closed was seen closed/);
  expect(well.status).toBe(0);

  await writeReport(database.db, 'walls:main', walls(false));
  const open = status();
  expect(open.stdout).toContain('Not closed: the host (open). exec is off.');
  expect(open.status).toBe(1);
});
