/** Whose settings hold for a turn that another turn started. Pure. */
import type { InboundMessage } from '../channels/channel.ts';

/** of a subagent's run, what tells where it came from */
export type StartedRun = { parentSession: string; origin: Pick<InboundMessage, 'messageId'> };

/**
 * The session in which people asked: a subagent, and a message to another session, may do what may be done where they were started, so
 * that nobody in a group borrows what the owner allowed themselves in private.
 */
export function askingSession(
  { message, sessionKey }: { message: Pick<InboundMessage, 'messageId'>; sessionKey: string },
  runOf: (messageId: string) => StartedRun | null,
): string {
  let key = sessionKey;
  const seen = new Set<string>();
  for (let id = message.messageId; !seen.has(id);) {
    seen.add(id);
    const run = runOf(id);
    if (run === null) break;
    key = run.parentSession;
    id = run.origin.messageId;
  }
  return key;
}
