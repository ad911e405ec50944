import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from './testing/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  return {
    child,
    exited: once(child, 'exit') as Promise<[number | null, string | null]>,
    output: () => output,
  };
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s drains, ends what it started when asked to, and exits with 0',
  async (signal) => {
    const { child, exited, output } = start({
      ...world.env,
      LOG_LEVEL: 'info',
      ROCKPOOL_STOP_INSTANCES_ON_EXIT: '1',
    });
    const { id } = await world.claim();
    await world.setUp(id, { key: 'sk-must-not-be-logged' });
    await world.reaches(id, 'running');
    child.kill(signal);
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
    expect(await world.programs(id)).toEqual([]);
    expect((await world.row(id)).phase).toBe('running');
    for (const line of output().trim().split('\n')) expect(() => JSON.parse(line), line).not.toThrow();
    for (const secret of ['sk-must-not-be-logged', 'app-secret-of-the-bot', world.env.ROCKPOOL_KEYS]) {
      expect(output()).not.toContain(secret);
    }
  },
);

test('a wrong environment is one readable message and exit code 1', async () => {
  const { exited, output } = start({ ...world.env, PROVISIONER_PORT: 'many' });
  expect(await exited).toEqual([1, null]);
  expect(output()).toMatch(/^The provisioner's environment is not usable:\n {2}PROVISIONER_PORT: /);
});

test('instances of another installation are one readable message and exit code 1, and nothing of them is touched', async () => {
  const first = await world.start();
  const { id } = await world.claim();
  await world.reaches(id, 'running');
  await world.stop(first);
  const handle = `docker:rockpool-other-${id}`;
  await world.db.instance.update({ where: { id }, data: { handle } });
  const before = { row: await world.row(id), pids: await world.programs(id) };
  const { exited, output } = start(world.env);
  expect(await exited).toEqual([1, null]);
  expect(output()).toContain(
    `1 of 1 instances belong to another DRIVER: ${handle} would now be process:${id}, on an empty volume.`,
  );
  expect({ row: await world.row(id), pids: await world.programs(id) }).toEqual(before);
});
