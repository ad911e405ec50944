/** What a session is told of results that went to its chat, so that people can talk about them. */
import { hash } from 'node:crypto';
import type { GatewayConfig } from '../config/settings.ts';
import { toChatMessages } from '../sessions/chat-view.ts';
import type { ControlHub } from '../sessions/control-hub.ts';
import { mainSessionKey } from '../sessions/route.ts';
import type { SessionQueue } from '../sessions/session-queue.ts';
import type { Database } from '../store/database.ts';
import type { Transcripts } from '../store/transcripts.ts';
import { cronChannelName, sessionKeyOf } from './channel.ts';
import type { CronJob, CronRun } from './job.ts';
import { lazyStatements } from './lazy-statements.ts';
import { notedText } from './texts.ts';

export type NotesRoom = {
  database: Database;
  transcripts: Transcripts;
  queue: Pick<SessionQueue, 'add'>;
  hub: ControlHub;
  config(): GatewayConfig;
  now(): number;
};

export function createNotes({ database, transcripts, queue, hub, config, now }: NotesRoom) {
  const sql = lazyStatements(database.sqlite);
  const known = sql(
    `SELECT 1 FROM (SELECT turn_id FROM messages WHERE session = ? ORDER BY seq DESC LIMIT 500) WHERE turn_id = ?`,
  );
  const dropTurn = sql(`DELETE FROM messages WHERE session = ? AND turn_id = ?`);
  const dropMessages = sql(`DELETE FROM messages WHERE session = ?`);
  const dropSession = sql(`DELETE FROM sessions WHERE key = ?`);

  const append = (job: CronJob, run: CronRun, session: string): void => {
    const turnId = hash('sha256', `cron ${run.id}`, 'hex').slice(0, 32);
    // a task of the main session has answered there already
    if (
      known().get(session, turnId) !== undefined ||
      (session === sessionKeyOf(job) && run.trigger !== 'notice')
    )
      return;
    const common = { session, turnId, channel: cronChannelName, at: now(), model: null };
    const { locale, defaultAgentId, agents } = config();
    const text = notedText(job, locale);
    const agentId = agents[job.agentId] === undefined ? defaultAgentId : job.agentId;
    database.transaction(() => {
      transcripts.openSession(session, agentId);
      transcripts.append({ ...common, kind: 'user', text, data: { id: `cron-${run.id}` } });
      transcripts.append({ ...common, kind: 'assistant', text: run.text, data: null });
    });
    if (session !== mainSessionKey(defaultAgentId) || hub.listeners() === 0) return;
    for (const message of toChatMessages(transcripts.ofTurn(session, turnId)))
      hub.emit({ type: 'message', message });
  };

  return {
    /** Between turns, so that it comes in nobody's middle. Resolves when it is stored. */
    write: (job: CronJob, run: CronRun, session: string): Promise<void> =>
      new Promise((resolve, reject) => {
        queue.add(session, () => {
          try {
            append(job, run, session);
            resolve();
          } catch (error) {
            reject(error as Error);
          }
          return Promise.resolve();
        });
      }),
    forgetTurn(session: string, turnId: string): void {
      dropTurn().run(session, turnId);
    },
    forgetSession(session: string): void {
      database.transaction(() => {
        transcripts.setContextStart(session, transcripts.nextSeq(), false);
        dropMessages().run(session);
        dropSession().run(session);
      });
    },
  };
}
