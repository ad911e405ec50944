/** Answers to requests that change something, kept a day under the caller's key: asked again, a request is not done again. */
import { createHash } from 'node:crypto';
import type { Db } from '@rockpool/db/client';
import { run } from '@rockpool/db/ledger/connection';

export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface RequestId {
  tokenId: string;
  key: string;
  /** of method, path and body */
  hash: string;
}

export type Begun =
  | { kind: 'begun' }
  | { kind: 'answered'; answer: KeptAnswer }
  /** the key belongs to another request */
  | { kind: 'reused' }
  /** the same request has not ended yet */
  | { kind: 'running' };

/** seconds after which a request without an answer counts as cut off, and may be done again */
export const cutOffAfterSeconds = 60;
const keptHours = 24;

export const requestHash = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex');

/**
 * Takes the key. One of several that come at once begins. After a crash in the middle the request is done again, which the
 * operations bear: days and points carry the key themselves, edits their version, wishes are wished once.
 */
export async function beginRequest(db: Db, { tokenId, key, hash }: RequestId): Promise<Begun> {
  const [row] = await run<Row>(db.pool, begin, [tokenId, key, hash, keptHours, cutOffAfterSeconds]);
  if (row) return { kind: 'begun' };
  const [kept] = await run<Kept>(db.pool, read, [tokenId, key]);
  // it ended with nothing to keep between the two statements
  if (!kept) return { kind: 'running' };
  if (kept.request_hash !== hash) return { kind: 'reused' };
  const { status, headers, body } = kept;
  if (status === null) return { kind: 'running' };
  return { kind: 'answered', answer: { status, headers: headers ?? {}, body: body ?? '' } };
}

export async function keepAnswer(db: Db, { tokenId, key }: RequestId, answer: KeptAnswer): Promise<void> {
  await run(db.pool, keep, [tokenId, key, answer.status, JSON.stringify(answer.headers), answer.body]);
}

/** The request failed on our side: the same key may try again. */
export async function forgetRequest(db: Db, { tokenId, key }: RequestId): Promise<void> {
  await run(db.pool, forget, [tokenId, key]);
}

/** Removes what is older than a day; the number of answers. */
export async function removeOldAnswers(db: Db): Promise<number> {
  const { rowCount } = await db.pool.query(
    `delete from api_answers where started_at < now() - make_interval(hours => $1)`,
    [keptHours],
  );
  return rowCount ?? 0;
}

interface Row {
  key: string;
}
interface Kept {
  request_hash: string;
  status: number | null;
  headers: Record<string, string> | null;
  body: string | null;
}

const begin = {
  name: 'api-answer-begin',
  text: `
    insert into api_answers as kept (token_id, key, request_hash) values ($1, $2, $3)
    on conflict (token_id, key) do update set request_hash = excluded.request_hash, started_at = now(),
      status = null, headers = null, body = null
    where kept.started_at < now() - make_interval(hours => $4)
      or (kept.status is null and kept.request_hash = excluded.request_hash
        and kept.started_at < now() - make_interval(secs => $5))
    returning key`,
};
const read = {
  name: 'api-answer-read',
  text: `select request_hash, status, headers, body from api_answers where token_id = $1 and key = $2`,
};
const keep = {
  name: 'api-answer-keep',
  text: `update api_answers set status = $3, headers = $4::jsonb, body = $5 where token_id = $1 and key = $2`,
};
const forget = {
  name: 'api-answer-forget',
  text: `delete from api_answers where token_id = $1 and key = $2`,
};
