import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pbkdf2, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openKeyFile, writeKeyFile, type KeyFile } from './key-file.ts';
import { gatewayToken, parseKeyRing, seal, unseal, type KeyRing } from './secrets.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const binding = { purpose: 'model-key', instanceId: 'one' } as const;
const neverMs = 3_600_000;
let folder: string;
let file: string;
const opened: KeyFile[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rockpool-keys-'));
  file = path.join(folder, 'keys');
});
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
  rmSync(folder, { recursive: true });
});
const open = (problem: (error: Error) => void = () => {}, everyMs = neverMs): KeyRing => {
  const each = openKeyFile(file, problem, everyMs);
  opened.push(each);
  return each.ring;
};

test('a service takes a new key over, and what is derived stays as it was', async () => {
  const [k1, k2] = [key('k1'), key('k2')];
  writeFileSync(file, k1);
  const ring = open(undefined, 20);
  const token = gatewayToken(ring, 'one', 1);
  writeKeyFile(file, parseKeyRing(`${k2},${k1}`));
  await vi.waitFor(() => expect(ring.map(({ id }) => id)).toEqual(['k2', 'k1']), 15_000);
  expect(gatewayToken(ring, 'one', 1)).toBe(token);
});

test('a key that is written while the service opens the file is not overlooked, however busy it is', async () => {
  const [k1, k2] = [key('k1'), key('k2')];
  writeFileSync(file, k1);
  // every thread that looks at files has something else to do
  const hashes = Array.from(
    { length: 8 },
    () => new Promise((resolve) => pbkdf2('', '', 20_000, 64, 'sha512', resolve)),
  );
  const ring = open(undefined, 20);
  writeKeyFile(file, parseKeyRing(`${k2},${k1}`));
  await vi.waitFor(() => expect(ring.map(({ id }) => id)).toEqual(['k2', 'k1']), 15_000);
  await Promise.all(hashes);
});

test('a value that another service sealed by a newer key opens at once', () => {
  const [k1, k2] = [key('k1'), key('k2')];
  writeFileSync(file, k1);
  const [portal, provisioner] = [open(), open()];
  writeKeyFile(file, parseKeyRing(`${k2},${k1}`));
  // the portal has looked already
  const sealed = seal(parseKeyRing(`${k2},${k1}`), 'secret', binding);
  expect(provisioner.map(({ id }) => id)).toEqual(['k1']);
  expect(unseal(provisioner, sealed, binding)).toBe('secret');
  // and what one that has not looked yet sealed by the old one is not lost
  expect(unseal(provisioner, seal(portal, 'older', binding), binding)).toBe('older');
  expect(() => unseal(provisioner, sealed.replace('.k2.', '.k9.'), binding)).toThrow(
    '"k9" is not in the key ring',
  );
});

test('a file that is spoilt or gone leaves the last keys in force, and says so', () => {
  writeFileSync(file, key('k1'));
  const problems: Error[] = [];
  const ring = open((error) => problems.push(error));
  const sealed = seal(ring, 'secret', binding);
  writeFileSync(file, 'k2:short');
  expect(() => unseal(ring, sealed.replace('.k1.', '.k2.'), binding)).toThrow('"k2" is not in the key ring');
  rmSync(file);
  expect(() => unseal(ring, sealed.replace('.k1.', '.k2.'), binding)).toThrow('"k2"');
  expect(unseal(ring, sealed, binding)).toBe('secret');
  expect(problems).toHaveLength(2);
  expect(() => openKeyFile(file, () => {})).toThrow('ENOENT');
});
