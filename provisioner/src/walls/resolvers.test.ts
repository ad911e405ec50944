import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEngine } from '../drivers/docker/engine.ts';
import { label } from '../drivers/docker/names.ts';
import { describeWithDocker, useStandInImage } from '../testing/docker-world.ts';
import { engineNameServers, serversBehind } from './engine-name-servers.ts';
import { NameServers } from './name-servers.ts';
import { readResolvers } from './resolvers.ts';
import { readWallsInput } from './walls.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rockpool-resolvers-'));
});
afterEach(() => rm(dir, { recursive: true }));

test.each([
  ["the host's", 'nameserver 10.0.0.2\nnameserver 8.8.8.8\n', '', ['10.0.0.2', '8.8.8.8']],
  ["those behind systemd's stub", 'nameserver 127.0.0.53\n', 'nameserver 10.0.0.3\n', ['10.0.0.3']],
  ['without the loopback', 'nameserver 127.0.0.1\nnameserver 10.0.0.4\n', '', ['10.0.0.4']],
  ['none of a machine that has none', '', '', []],
])('containers ask %s', async (_case, listed, behind, expected) => {
  await mkdir(join(dir, 'etc'));
  await mkdir(join(dir, 'run/systemd/resolve'), { recursive: true });
  await writeFile(join(dir, 'etc/resolv.conf'), listed);
  await writeFile(join(dir, 'run/systemd/resolve/resolv.conf'), behind);
  expect(await readResolvers(`${dir}/`)).toEqual(expected);
});

const generated = (servers: string) =>
  `nameserver 127.0.0.11\noptions ndots:0\n\n# Based on host file: '/etc/resolv.conf' (internal resolver)\n# ExtServers: [${servers}]\n# Overrides: []\n`;

test.each([
  ['10.0.0.53 192.168.1.1', ['10.0.0.53', '192.168.1.1']],
  ['host(127.0.0.53)', []],
  ['host(10.0.0.2) 10.0.0.53', ['10.0.0.53']],
  ['fd00::53', []],
  ['', []],
])("the engine's own of [%s] are asked through the walls: %j", (servers, expected) => {
  expect(serversBehind(generated(servers))).toEqual(expected);
  expect(serversBehind('nameserver 127.0.0.11\n')).toEqual([]);
});

test.each([
  ['10.0.0.53', ['10.0.0.53']],
  ['10.0.0.53, 10.0.0.54', ['10.0.0.53', '10.0.0.54']],
])("an operator's list %j is %j", (text, expected) => expect(NameServers.parse(text)).toEqual(expected));
test.each(['dns.example.com', '10.0.0.53:53', '10.0.0.0/8', ','])("an operator's list is not %j", (text) =>
  expect(NameServers.safeParse(text).success).toBe(false),
);

describeWithDocker("an engine's own name servers", (engine) => {
  const image = useStandInImage(engine);
  const installation = `t${randomBytes(3).toString('hex')}`;
  const name = `rockpool-${installation}-resolver`;
  afterEach(() => engine.removeContainer(name));

  test('are let through the walls, and still while the engine is away', async () => {
    await writeFile(join(dir, 'resolv.conf'), generated('10.77.0.53'));
    await engine.createContainer(name, {
      Image: image(),
      Labels: { [label.installation]: installation },
      Entrypoint: ['sleep', '600'],
      Cmd: [],
      HostConfig: {
        Mounts: [{ Type: 'bind', Source: join(dir, 'resolv.conf'), Target: '/etc/resolv.conf' }],
      },
    });
    const nameServers = ['10.77.0.54'];
    const resolvers = async (socketPath = engine.socketPath) => {
      const options = { installation, open: [], nameServers, engine: createEngine(socketPath) };
      return (await readWallsInput(options)()).resolvers;
    };
    expect(await resolvers()).not.toContain('10.77.0.53');
    await engine.startContainer(name);
    expect(await resolvers()).toEqual([...(await readResolvers()), '10.77.0.54', '10.77.0.53']);
    const away = createEngine('/nowhere/docker.sock');
    expect(await engineNameServers(away, installation)).toEqual(['10.77.0.53']);
    expect(await resolvers('/nowhere/docker.sock')).toContain('10.77.0.53');
  });
});
