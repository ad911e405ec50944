/** The workspace is taken along whole, and nothing but the workspace. */
import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, pack as createPack } from 'tar-stream';
import { expect, test } from 'vitest';
import { WorkspaceSize } from '../control/workspace.ts';
import { rockpoolFile, until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { workspaceFolders, walkWorkspaces } from './workspaces.ts';
import { writeArchive } from './write-archive.ts';

const one = await testGateway({ rockpool: { ...rockpoolFile, locale: 'en' } });
const place = (name: string) => path.join(one.stateDir, 'workspace', name);

async function unpack(tar: AsyncIterable<Uint8Array>): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for await (const entry of Readable.from(tar).pipe(extract()))
    files.set(entry.header.name, await buffer(entry as unknown as AsyncIterable<Uint8Array>));
  return files;
}
const taken = async () => {
  const response = await one.get('/control/workspace/archive');
  expect(response.status).toBe(200);
  return unpack(response.body!);
};
const openFiles = () =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(place(''));
    } catch {
      return false;
    }
  });
const packed = (bounds?: { filesMax: number; bytesMax: number }) => {
  const pack = createPack();
  const config = one.gateway.config();
  const done = writeArchive(pack, walkWorkspaces(config, one.stateDir), 'en', bounds);
  return { pack: pack as unknown as AsyncIterable<Uint8Array>, done };
};

test('every file comes as it is, whatever its name, and the size is told before', async () => {
  const long = 'a'.repeat(120);
  mkdirSync(place(`笔记/${long}`), { recursive: true });
  writeFileSync(place(`笔记/${long}/报告 一.md`), '你好');
  const picture = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
  writeFileSync(place('picture.bin'), picture);
  writeFileSync(place('empty'), '');
  const files = await taken();
  expect(files.get(`workspace/笔记/${long}/报告 一.md`)!.toString()).toBe('你好');
  expect(files.get('workspace/picture.bin')!.equals(picture)).toBe(true);
  expect(files.get('workspace/empty')).toHaveLength(0);
  expect(files.has('left-out.txt')).toBe(false);
  const size = WorkspaceSize.parse(await (await one.get('/control/workspace')).json());
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  expect(size).toEqual({ files: files.size, bytes, complete: true, busy: false });
});

test('no link, no second name and no file of the platform leads out of it', async () => {
  const outside = path.join(one.stateDir, 'secret.txt');
  writeFileSync(outside, 'the secret');
  symlinkSync(outside, place('file-link'));
  symlinkSync(one.stateDir, place('folder-link'));
  symlinkSync('/proc/self', place('kernel-link'));
  linkSync(outside, place('second-name'));
  execFileSync('mkfifo', [place('pipe')]);
  mkdirSync(place(Array.from({ length: 70 }, () => 'd').join('/')), { recursive: true });
  const files = await taken();
  const left = files.get('left-out.txt')!.toString();
  for (const name of ['file-link', 'folder-link', 'kernel-link', 'second-name', 'pipe', 'd/d/d'])
    expect(left).toContain(`workspace/${name}`);
  expect([...files.keys()].filter((name) => !name.startsWith('workspace/'))).toEqual(['left-out.txt']);
  expect([...files.values()].some((content) => content.includes('the secret'))).toBe(false);
});

test('a workspace that became a link is left out', async () => {
  mkdirSync(path.join(one.stateDir, 'moved'));
  writeFileSync(path.join(one.stateDir, 'moved/out.txt'), 'out');
  const config = { agents: { a: { ...one.gateway.config().agents['main']! } } };
  symlinkSync(path.join(one.stateDir, 'moved'), path.join(one.stateDir, 'linked'));
  config.agents.a.workspace = path.join(one.stateDir, 'linked');
  const found = [];
  for await (const each of walkWorkspaces(config, one.stateDir)) found.push(each);
  expect(found).toEqual([{ kind: 'left_out', name: 'linked', why: 'unreadable' }]);
});

test('the folders of all agents are taken, each file once', () => {
  const agent = one.gateway.config().agents['main']!;
  const at = (workspace: string) => ({ ...agent, workspace });
  const agents = {
    a: at('/s/workspace'),
    b: at('/s/workspace-b'),
    c: at('/s/workspace/in'),
    d: at('/s/workspace'),
  };
  expect(workspaceFolders({ agents }, '/s')).toEqual(['workspace', 'workspace-b']);
  expect(workspaceFolders({ agents: { a: at('/s'), b: at('/etc') } }, '/s')).toEqual([]);
});

test('files that grow, shrink and vanish while they are read do not break the archive', async () => {
  const size = 1_000_000;
  for (const name of ['grows', 'shrinks', 'vanishes']) writeFileSync(place(name), Buffer.alloc(size, 7));
  const { pack, done } = packed();
  async function* changing() {
    let isFirst = true;
    for await (const chunk of pack) {
      if (isFirst) {
        truncateSync(place('shrinks'), 10);
        writeFileSync(place('grows'), Buffer.alloc(3 * size, 7));
        unlinkSync(place('vanishes'));
        isFirst = false;
      }
      yield chunk;
    }
  }
  const files = await unpack(changing());
  await done;
  expect([size, 3 * size]).toContain(files.get('workspace/grows')!.length);
  const shrunk = files.get('workspace/shrinks')!;
  if (shrunk.length === size) {
    expect(files.get('left-out.txt')!.toString()).toContain('shrinks');
    expect(shrunk.at(-1)).toBe(0);
  } else expect(shrunk).toHaveLength(10);
  const vanished = files.get('workspace/vanishes');
  if (vanished) expect(vanished.equals(Buffer.alloc(size, 7))).toBe(true);
});

test('what is too much is left out and listed, and the rest comes', async () => {
  mkdirSync(place('many'));
  for (let index = 0; index < 20; index += 1) writeFileSync(place(`many/${index}`), 'x');
  const few = packed({ filesMax: 5, bytesMax: 1e9 });
  const files = await unpack(few.pack);
  await few.done;
  expect(files.size).toBe(6);
  expect(files.get('left-out.txt')!.toString()).toContain('too many');
  truncateSync(place('many/0'), 1e12);
  const holed = packed();
  expect((await unpack(holed.pack)).get('left-out.txt')!.toString()).toContain('workspace/many/0');
  await holed.done;
});

test('one at a time; a reader that goes ends it, and leaves no file open', async () => {
  writeFileSync(place('large'), Buffer.alloc(30_000_000));
  const first = await one.get('/control/workspace/archive');
  expect(first.status).toBe(200);
  const second = await one.get('/control/workspace/archive');
  expect(second.status).toBe(409);
  await second.body?.cancel();
  expect(WorkspaceSize.parse(await (await one.get('/control/workspace')).json()).busy).toBe(true);
  expect(openFiles().length).toBeGreaterThan(0);
  await first.body!.cancel();
  await until(() => !one.gateway.archiving.busy);
  expect((await taken()).get('workspace/large')).toHaveLength(30_000_000);
  expect(openFiles()).toEqual([]);
});

test('however large a file is, memory stays small', async () => {
  writeFileSync(place('huge'), '');
  truncateSync(place('huge'), 200_000_000);
  const { pack, done } = packed();
  let [bytes, peak] = [0, 0];
  const before = process.memoryUsage().arrayBuffers;
  for await (const chunk of pack) {
    bytes += chunk.length;
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  }
  await done;
  expect(bytes).toBeGreaterThan(200_000_000);
  expect(peak).toBeLessThan(60_000_000);
}, 20_000);
