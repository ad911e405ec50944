/** What is in the lean image and what is not, and that the program runs in it behind the settings of the docker driver. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { allocatorEnvironment } from '@rockpool/gateway/launch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engineForTests } from '../local/engine-for-tests.ts';
import { ensureImage, type Image } from './build.ts';
import { lastLines, runProgram, type RunOptions } from './docker-cli.ts';
import { movingTag } from './image-name.ts';

const { skip, why } = await engineForTests();
const name = `rockpool-image-${randomBytes(4).toString('hex')}`;
const hardened = [
  ...['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges:true', '--pids-limit=256'],
  ...['--memory=512m', '--network=none', '--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=64m'],
];

async function docker(args: string[], options?: RunOptions): Promise<string> {
  const ended = await runProgram('docker', args, options);
  if (ended.code !== 0) throw new Error(`docker ${args.join(' ')}: ${lastLines(ended)}`);
  return ended.stdout + ended.stderr;
}

interface Entry {
  path: string;
  type: string;
  mode: number;
  uid: number;
}

describe.skipIf(skip)(`the lean image${why}`, () => {
  let image: Image;
  let entries: Entry[];
  const entry = (where: string) => entries.find((each) => each.path === where);
  const run = (...command: string[]) =>
    docker(['run', '--rm', ...hardened, '--entrypoint', command[0]!, image.id, ...command.slice(1)]);

  beforeAll(async () => {
    image = await ensureImage({ target: 'lean', say: () => {} });
    const listing = ['find', '/', '-xdev', '-printf', '%y %m %U %p\\n'];
    const listed = await docker([
      ...['run', '--rm', '--user=0', '--network=none', '--entrypoint', listing[0]!],
      ...[image.id, ...listing.slice(1)],
    ]);
    entries = listed
      .trim()
      .split('\n')
      .map((line) => {
        const [type, mode, uid, ...rest] = line.split(' ');
        return { type: type!, mode: Number.parseInt(mode!, 8), uid: Number(uid), path: rest.join(' ') };
      });
  }, 900_000);

  afterAll(async () => {
    await runProgram('docker', ['rm', '--force', name]);
    await runProgram('docker', ['volume', 'rm', '--force', name]);
  });

  test('is found again without a build, by its contents and by the moving tag', async () => {
    const again = await ensureImage({ target: 'lean', say: () => {} });
    expect(again).toEqual({ ...image, built: false });
    expect(again.tag).toMatch(/^rockpool\/gateway:lean-[0-9a-f]{12}$/);
    const moving = await docker(['image', 'inspect', '--format', '{{.Id}}', movingTag('lean')]);
    expect(moving.trim()).toBe(image.id);
  });

  test('has at most 150 MB', async () => {
    const size = Number(await docker(['image', 'inspect', '--format', '{{.Size}}', image.id]));
    expect(size).toBeLessThanOrEqual(150e6);
  });

  test('says what it is, and its environment has no secret and no proxy', async () => {
    const config = JSON.parse(await docker(['image', 'inspect', '--format', '{{json .Config}}', image.id]));
    expect(config).toMatchObject({ User: '10001:10001', Cmd: ['start'], WorkingDir: '/data' });
    expect(config.Labels).toMatchObject({
      'org.opencontainers.image.title': 'Rockpool gateway',
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect([...config.Env].sort()).toEqual([
      'HOME=/data',
      'LANG=C.UTF-8',
      ...Object.entries(allocatorEnvironment).map(([key, value]) => `${key}=${value}`),
      'NODE_COMPILE_CACHE=/opt/rockpool/compile-cache',
      'NODE_ENV=production',
      'OPENCLAW_GATEWAY_PORT=18789',
      'OPENCLAW_STATE_DIR=/data',
      'PATH=/usr/local/bin:/usr/bin:/bin',
      'ROCKPOOL_FILES=stdin',
    ]);
  });

  test('Node and tini can be run and not read', async () => {
    for (const program of ['/usr/local/bin/node', '/usr/bin/tini'])
      expect(entry(program)).toMatchObject({ type: 'f', mode: 0o711, uid: 0 });
    await expect(run('cat', '/usr/local/bin/node')).rejects.toThrow(/permission denied/i);
  });

  test('all of it belongs to root and is closed to writers, except the volume’s place and the folders for temporary files', () => {
    const open = entries.filter(({ type, mode, uid }) => uid !== 0 || (type !== 'l' && (mode & 0o022) !== 0));
    expect(open.map((each) => each.path).sort()).toEqual(['/data', '/tmp', '/var/tmp']);
    expect(entry('/data')).toMatchObject({ uid: 10_001, mode: 0o700 });
    expect(entries.filter(({ type, mode }) => type === 'f' && (mode & 0o6000) !== 0)).toEqual([]);
  });

  test('nothing of the build is left', () => {
    const ofBuild =
      /\/(npm|npx|corepack|yarn|node_modules|apt|apt-get|strip|debootstrap)$|\.npm|^\/warm|\/apt\/|^\/var\/cache|\.deb$|\.map$|\.ts$/;
    const database = /^\/var\/lib\/dpkg\/(?!status\.d)./;
    // what the user's own code skills import, source and types in one
    const kit = '/opt/rockpool/skill-kit/';
    const found = entries.filter((each) => ofBuild.test(each.path) || database.test(each.path));
    expect(found.filter((each) => !each.path.startsWith(kit))).toEqual([]);
    expect(entries.filter((each) => each.path.startsWith('/tmp/') || each.path.startsWith('/data/'))).toEqual(
      [],
    );
    expect(entry('/var/lib/dpkg/status.d/libc6')).toBeDefined();
  });

  test('it trusts the public authorities and none that only this machine trusts', async () => {
    const trusted = await run('cat', '/etc/ssl/certs/ca-certificates.crt');
    expect(trusted.match(/BEGIN CERTIFICATE/g)!.length).toBeGreaterThan(100);
    const extra = '/usr/local/share/ca-certificates';
    for (const file of existsSync(extra) ? readdirSync(extra, { recursive: true, encoding: 'utf8' }) : [])
      if (file.endsWith('.crt'))
        expect(trusted).not.toContain(readFileSync(path.join(extra, file), 'utf8').trim());
    const others = entries.filter((each) => /\.(pem|crt|cer|key)$/.test(each.path));
    expect(others.map((each) => each.path)).toEqual(['/etc/ssl/certs/ca-certificates.crt']);
  });

  test('every program finds its libraries', async () => {
    const check =
      'for f in /usr/bin/* /usr/sbin/*; do ldd "$f" 2>/dev/null | grep "not found"; done; ls -l /data';
    expect(await run('bash', '-c', check)).toBe('total 0\n');
  });

  test('a new volume takes over the owner of its place', async () => {
    await docker(['volume', 'create', '--label', `rockpool.installation=${name}`, name]);
    const command = 'touch /data/mine && stat -c "%u:%g %a" /data && id -un';
    const said = await docker([
      ...['run', '--rm', ...hardened, `--mount=type=volume,src=${name},dst=/data`],
      ...['--entrypoint=bash', image.id, '-c', command],
    ]);
    expect(said).toBe('10001:10001 700\nrockpool\n');
  });

  test('not even Node itself may read its environment', async () => {
    const read = 'try { require("fs").readFileSync("/proc/self/environ") } catch (e) { console.log(e.code) }';
    expect(await run('tini', '--', 'node', '-e', read)).toBe('EACCES\n');
  });

  test.each([
    ['as the image starts it', []],
    ['with a bound of the heap', ['--max-old-space-size=64']],
  ])('the program runs with nothing writable but its volume, from compiled code: %s', async (_, flags) => {
    const input = new PassThrough();
    input.write(`${JSON.stringify({ files: files() })}\n`);
    const lines: string[] = [];
    const begun = performance.now();
    const command = [
      ...['--', 'node', '--disable-sigusr1', '--max-semi-space-size=4', ...flags],
      ...['/opt/rockpool/gateway.cjs', 'start'],
    ];
    const listening = Promise.withResolvers<number>();
    const ended = docker(
      [
        ...['run', '--rm', '--interactive', '--name', name, ...hardened],
        ...['--tmpfs=/data:uid=10001,mode=0700', '--env=NODE_DEBUG_NATIVE=COMPILE_CACHE'],
        ...['--entrypoint=tini', image.id, ...command],
      ],
      {
        input,
        onLine: (line) => {
          lines.push(line);
          if (line.includes('"listening"')) listening.resolve(performance.now() - begun);
        },
      },
    );
    const listeningMs = await Promise.race([
      listening.promise,
      ended.then((said) => Promise.reject(new Error(said))),
    ]);
    console.log(`docker run → listening: ${listeningMs.toFixed(0)} ms`);
    const ask =
      'fetch("http://127.0.0.1:18789/healthz").then(async (r) => console.log(r.status, await r.text()))';
    expect(await docker(['exec', name, 'node', '-e', ask])).toMatch(/^200 \{"ok":true,"status":"live"/);
    // with what Node says of its cache
    const status = await docker(['exec', name, 'rockpool-gateway', 'status']);
    expect(status).toContain('http://127.0.0.1:18789: ready\n');
    await docker(['stop', name]);
    await ended;
    const aboutProgram = lines.filter((line) => line.includes('for CommonJS /opt/rockpool/gateway.cjs'));
    expect(aboutProgram.join('\n')).toMatch(/reading cache from .*success/);
    expect(aboutProgram.join('\n')).toMatch(/was accepted/);
  });
});

function files() {
  const gateway = { mode: 'local', bind: 'loopback', auth: { mode: 'token', token: 'a-token-of-this-test' } };
  return { 'openclaw.json': JSON.stringify({ gateway }), 'rockpool.json': null, '.env': null };
}
