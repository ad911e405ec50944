/** A volume from one process-driver host to another over the relay's server, and everything that may go wrong between them. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { listTar } from '../testing/sample-volume.ts';
import { tamper } from '../testing/tampering.ts';
import { sample, useTransfers } from '../testing/volume-transfer.ts';
import type { FetchOptions, FetchResult } from './fetch-volume.ts';

const aMove = useTransfers();

test('a volume arrives bit for bit, the old one stays, and how far it is was told', async () => {
  const { a, b, id, fetched } = await aMove();
  const told: [number, number | null][] = [];
  expect(await fetched({ progress: (...far) => told.push(far) })).toEqual({ kind: 'imported' });
  expect(await b.observe(id)).toEqual({ state: 'stopped', exit: null });
  const here = await listTar((await b.exportVolume(id)).tar);
  expect(here).toEqual(await listTar((await a.exportVolume(id)).tar));
  expect(here).toEqual(await listTar(sample));
  const [bytes, about] = told.at(-1)!;
  expect(bytes).toBeGreaterThan(3_000_000);
  expect(about! / bytes).toBeGreaterThan(0.8);
  expect(about! / bytes).toBeLessThan(1.3);
});

test('nothing of the content can be read on the way', async () => {
  const { address, fetched } = await aMove();
  const seen: Buffer[] = [];
  await using between = await tamper(address, (chunk) => (seen.push(chunk), chunk));
  await fetched({ address: between.address });
  const bytes = Buffer.concat(seen);
  expect(bytes.length).toBeGreaterThan(3_000_000);
  for (const word of ['workspace', 'SQLite format', 'mine', 'ustar'])
    expect(bytes.includes(word)).toBe(false);
});

test.each([2_000, 500_000, 2_900_000])('a bit that is flipped at byte %i leaves a half', async (place) => {
  const { b, id, address, fetched } = await aMove();
  await using between = await tamper(address, (chunk, at) => {
    if (at <= place && place < at + chunk.length) chunk[place - at]! ^= 4;
    return chunk;
  });
  await expect(fetched({ address: between.address })).rejects.toThrow(/not what was sent|never sent/);
  expect(await b.observe(id)).toEqual({ state: 'half' });
  expect(await fetched()).toEqual({ kind: 'imported' });
});

test.each([0, 100_000, 2_900_000])(
  'a connection that is cut after %i bytes leaves a half, and the next try brings it',
  async (place) => {
    const { b, id, address, fetched } = await aMove();
    await using between = await tamper(address, (chunk, at, cut) => (at >= place ? (cut(), null) : chunk));
    await expect(fetched({ address: between.address })).rejects.toThrow();
    expect(['absent', 'half']).toContain((await b.observe(id)).state);
    expect(await fetched()).toEqual({ kind: 'imported' });
  },
);

test('a connection that falls silent is given up', async () => {
  const { b, id, address, fetched } = await aMove();
  await using between = await tamper(address, (chunk, at) => (at > 100_000 ? null : chunk));
  await expect(fetched({ address: between.address, silenceMs: 300 })).rejects.toThrow(
    /nothing came for 0.3 s/,
  );
  expect(await b.observe(id)).toEqual({ state: 'half' });
});

test('a fetch that is called off ends at once', async () => {
  const { address, fetched } = await aMove();
  const calledOff = new AbortController();
  await using between = await tamper(address, (chunk, at) => {
    if (at > 100_000) calledOff.abort();
    return at > 100_000 ? null : chunk;
  });
  await expect(fetched({ address: between.address, signal: calledOff.signal })).rejects.toThrow();
});

test('who goes before the first byte leaves the volume to the next', async () => {
  const calledOff = new AbortController();
  const { fetched } = await aMove({
    async opened(response) {
      if (calledOff.signal.aborted) return;
      calledOff.abort();
      await once(response, 'close');
    },
  });
  await expect(fetched({ signal: calledOff.signal })).rejects.toThrow();
  expect(await fetched({ silenceMs: 10_000 })).toEqual({ kind: 'imported' });
});

test('two requests are answered at once, a third is told to wait', async () => {
  const { b, fetched } = await aMove();
  const stop = Promise.withResolvers<void>();
  const driver: FetchOptions['driver'] = {
    async importVolume(id, limits, tar, verify) {
      await stop.promise;
      return b.importVolume(id, limits, tar, verify);
    },
  };
  const three = [1, 2, 3].map(() => fetched({ driver }));
  const isBusy = async (each: Promise<FetchResult>) => {
    if ((await each).kind !== 'busy') throw new Error('it was not');
  };
  await Promise.any(three.map(isBusy));
  stop.resolve();
  const kinds = (await Promise.all(three)).map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(['busy', 'imported', 'imported']);
});

test('a volume that is not there is not given', async () => {
  const { fetched } = await aMove({ stored: false });
  await expect(fetched()).rejects.toThrow(/no stopped volume/);
});
