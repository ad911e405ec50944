/** The new host's side: asks the old one for a volume and believes only what came whole. */
import http from 'node:http';
import https from 'node:https';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { z } from 'zod';
import type { KeyRing } from '@rockpool/db/secrets';
import type { Driver, ImportResult, LaunchSettings } from '../drivers/driver.ts';
import { BrokenStream, opening } from './sealed-stream.ts';
import { Tally, tallying } from './tally.ts';
import { callForVolume, contentKey, type VolumeCall, type VolumeMove } from './volume-call.ts';

export type FetchOptions = {
  driver: Pick<Driver, 'importVolume'>;
  keys: KeyRing;
  move: VolumeMove;
  /** of the host that has the volume */
  address: string;
  launch: LaunchSettings;
  signal: AbortSignal;
  /** called as often as bytes come; `about`: of how many, where the other side knows */
  progress: (bytes: number, about: number | null) => void;
  /** a connection without a byte for so long is given up */
  silenceMs?: number;
};

/** busy: the other host gives two volumes already. */
export type FetchResult = ImportResult | { kind: 'busy' };

/** Larger pieces of a volume cost less each. */
const unpackedBytes = 256 * 1024;

const Begin = z.object({ bytesAbout: z.number().nullable() });

/** Throws when the other host cannot be reached, refuses, or what comes is not whole; what was imported then is half. */
export async function fetchVolume(options: FetchOptions): Promise<FetchResult> {
  const { driver, keys, move, launch, progress, signal } = options;
  const asked = await ask(options);
  if (asked === 'busy') return { kind: 'busy' };
  const { call, answer, silence } = asked;
  let about: number | null = null;
  let said: Tally | null = null;
  const { stream: counting, bytes, tally } = tallying();
  counting.on('data', () => progress(bytes(), about));
  const tar = new PassThrough();
  const come = pipeline(
    answer,
    opening((salt) => contentKey(keys, { keyId: call.keyId, nonce: call.nonce, move }, salt), {
      begin: (begin) => (about = Begin.parse(begin).bytesAbout),
      end: (end) => (said = Tally.parse(end)),
    }),
    createZstdDecompress({ chunkSize: unpackedBytes }),
    counting,
    tar,
    { signal },
  );
  // Told by the import, which reads from it.
  come.catch(() => {});
  try {
    return await driver.importVolume(move.instanceId, launch, tar, async () => {
      // Whoever unpacks a tar may leave its last zeros unread.
      tar.resume();
      await come;
      const came = tally();
      if (said?.bytes !== came.bytes || said.sha256 !== came.sha256)
        throw new BrokenStream('its digest is another one');
    });
  } catch (error) {
    throw silence() ?? error;
  } finally {
    answer.destroy();
  }
}

/** `silence`: why the connection was given up, which the streams do not keep. */
type Answered = { answer: http.IncomingMessage; silence: () => Error | null };
type Asked = Answered & { call: VolumeCall };

/** With the newest key that the other side has too. */
async function ask(options: FetchOptions): Promise<Asked | 'busy'> {
  const { keys, move, address } = options;
  for (const { id: keyId } of keys) {
    const call = callForVolume(keys, keyId, address, move, Date.now());
    const { answer, silence } = await get(call, options);
    if (answer.statusCode === 200) return { call, answer, silence };
    const type = await errorOf(answer);
    if (type === 'busy') return 'busy';
    if (type !== 'unknown_key') throw new Error(sayRefusal(answer.statusCode ?? 0, type, move.from));
  }
  throw new Error(`the host ${move.from} has no key of this host's key ring: give both the same ring`);
}

const errorBytesMax = 4_096;
const Refusal = z.object({ error: z.object({ type: z.string().max(100) }) });

async function errorOf(answer: http.IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) {
    text += String(chunk);
    if (text.length > errorBytesMax) break;
  }
  try {
    return Refusal.parse(JSON.parse(text)).error.type;
  } catch {
    return 'unclear';
  }
}

function sayRefusal(status: number, type: string, from: string): string {
  switch (type) {
    case 'not_found':
      return `the host ${from} has no stopped volume of it to give`;
    case 'clock':
      return `the clocks of this host and ${from} differ by more than two minutes, or ${from} has just been started`;
    case 'signature':
      return `the host ${from} has another key of that name in its key ring`;
    default:
      return `the host ${from} did not give it (${status} ${type})`;
  }
}

const silenceMsDefault = 60_000;

function get(call: VolumeCall, { signal, silenceMs = silenceMsDefault }: FetchOptions): Promise<Answered> {
  return new Promise((resolve, reject) => {
    let why: Error | null = null;
    const request = (call.url.startsWith('https:') ? https : http).get(
      call.url,
      { headers: { authorization: call.authorization }, signal, agent: false },
      (answer) => resolve({ answer, silence: () => why }),
    );
    request.setTimeout(silenceMs, () => {
      why = new Error(`nothing came for ${silenceMs / 1000} s`);
      request.destroy(why);
    });
    request.once('error', reject);
  });
}
