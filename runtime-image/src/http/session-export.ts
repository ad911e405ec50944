/** `GET /control/sessions` and `/control/sessions/export`: what was ever said, for whoever knows the token. */
import type { ServerResponse } from 'node:http';
import type { SessionList } from '../control/sessions.ts';
import type { Gateway } from '../gateway.ts';
import type { StoredMessage } from '../store/stored-message.ts';
import { HttpError } from './request.ts';
import { writeResponse } from './write-response.ts';

const pageRows = 100;

export function listSessions({ transcripts }: Pick<Gateway, 'transcripts'>): SessionList {
  return {
    sessions: transcripts.listSessions().map(({ createdAt, updatedAt, ...rest }) => ({
      ...rest,
      createdAt: new Date(createdAt).toISOString(),
      updatedAt: new Date(updatedAt).toISOString(),
    })),
  };
}

/**
 * One JSON object a line: the session first, then its messages, oldest first, up to the newest at the time of asking. Read page by
 * page as the caller takes it, so that a conversation of any length costs little memory.
 */
export async function exportSession(
  { transcripts }: Pick<Gateway, 'transcripts'>,
  key: string | null,
  response: ServerResponse,
): Promise<void> {
  if (key === null || key === '')
    throw new HttpError(400, 'invalid_request_error', 'key: names the session to export');
  const session = transcripts.findSession(key);
  if (session === null) throw new HttpError(404, 'not_found', 'There is no such session.');
  const last = transcripts.nextSeq() - 1;
  response.writeHead(200, {
    'content-type': 'application/jsonl; charset=utf-8',
    'content-disposition': `attachment; filename="${fileName(key)}"`,
    'cache-control': 'no-store',
  });
  const { agentId, model, summary, settings } = session;
  const head = { type: 'session', key, agentId, model, summary, settings };
  let text = `${JSON.stringify(head)}\n`;
  for (let seq = 0; seq < last;) {
    const rows = transcripts.pageAfter(key, seq, pageRows).filter((row) => row.seq <= last);
    for (const row of rows) text += `${JSON.stringify(exported(row))}\n`;
    if (!(await writeResponse(response, text))) return;
    text = '';
    const newest = rows.at(-1);
    if (newest === undefined) break;
    seq = newest.seq;
  }
  response.end(text);
}

function exported({ seq, turnId, kind, text, data, channel, at, model }: StoredMessage) {
  return { type: kind, seq, turnId, at: new Date(at).toISOString(), channel, model, text, ...data };
}

function fileName(key: string): string {
  return `${key.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 100)}.jsonl`;
}
