/** `GET /volumes/<instance id>`: the old host gives a volume to the new one, few at a time, and to nobody else. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import type { KeyRing } from '@rockpool/db/secrets';
import { createNonces } from '@rockpool/gateway/nonces';
import type { Driver } from '../drivers/driver.ts';
import { answerError, uuidPattern, type Route } from '../hosts/relay-server.ts';
import { frameBytesMax, saltBytes, sealing } from './sealed-stream.ts';
import { tallying } from './tally.ts';
import { onTheirWayMax } from './turns.ts';
import { contentKey, judgeVolumeCall, type VolumeMove } from './volume-call.ts';

export type ServeVolumeDeps = {
  db: Db;
  driver: Pick<Driver, 'observe' | 'exportVolume'>;
  /** name of this host */
  host: string;
  keys: KeyRing;
  log: Logger;
  crashPoint: (moment: string) => void;
};

export function volumeRoute({ db, driver, host, keys, log, crashPoint }: ServeVolumeDeps): Route {
  const since = Date.now();
  const nonces = createNonces();
  let served = 0;

  /** Whether that host has it now and its volume is still here. Anything else does not exist for who asks. */
  async function isGiven({ instanceId, from, to }: VolumeMove): Promise<boolean> {
    if (from !== host) return false;
    const found = await db.instance.findFirst({
      where: { id: instanceId, host: to, movedFrom: host },
      select: { id: true },
    });
    return found !== null && (await driver.observe(instanceId)).state === 'stopped';
  }

  async function give(move: VolumeMove, keyId: string, nonce: string, response: ServerResponse) {
    const { tar, bytesAbout } = await driver.exportVolume(move.instanceId);
    try {
      const salt = randomBytes(saltBytes);
      const key = contentKey(keys, { keyId, nonce, move }, salt);
      const { stream: counting, tally } = tallying();
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'cache-control': 'no-store, no-transform',
        connection: 'close',
      });
      crashPoint('volume asked for');
      await pipeline(
        tar,
        counting,
        createZstdCompress({ chunkSize: frameBytesMax, params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
        sealing(key, salt, { begin: { bytesAbout }, end: tally }),
        response,
      );
      crashPoint('volume given');
      log.info({ instanceId: move.instanceId, to: move.to, bytes: tally().bytes }, 'volume given');
    } finally {
      // a pipeline to who has gone already fails without ending this one, and the instance would stay locked
      tar.destroy();
    }
  }

  return {
    methods: ['GET'],
    path: new RegExp(`^/volumes/(${uuidPattern})\\?`),
    async handle(request: IncomingMessage, response: ServerResponse, [instanceId = '']: string[]) {
      const asked = {
        instanceId,
        path: request.url ?? '',
        authorization: request.headers.authorization ?? '',
      };
      const now = Date.now();
      const verdict = judgeVolumeCall(keys, asked, { now, since });
      if (verdict.kind === 'refused') return answerError(response, 401, verdict.reason);
      const { move, keyId, nonce } = verdict;
      switch (nonces.take(nonce, now)) {
        case 'used':
          return answerError(response, 401, 'replayed');
        case 'full':
          return answerError(response, 503, 'busy');
        case 'new':
      }
      if (!(await isGiven(move))) return answerError(response, 404, 'not_found');
      if (served >= onTheirWayMax) return answerError(response, 503, 'busy');
      served++;
      try {
        await give(move, keyId, nonce, response);
      } catch (error) {
        log.warn({ instanceId, to: move.to, err: error }, 'volume not given');
        answerError(response, 500, 'failed');
      } finally {
        served--;
      }
    },
  };
}
