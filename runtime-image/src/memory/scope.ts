/** What of an agent's memory a turn may see. Pure. */
import type { ChatMemory } from '../channels/channel.ts';

export type MemoryScope = {
  /** all files of memory; else only those of `memory/shared/` */
  privateFiles: boolean;
  /** every conversation of the agent; else only the turn's own */
  allSessions: boolean;
};

/**
 * What is about the owner is for the owner alone, and for nobody who reads along: a group, or somebody else in a private chat, finds
 * what their own conversation and the shared notes hold.
 */
export function scopeOf(turn: {
  byOwner: boolean;
  chatKind: 'direct' | 'group';
  memory?: ChatMemory | undefined;
}): MemoryScope {
  const isOwnersOwn = turn.byOwner && turn.chatKind === 'direct';
  return { privateFiles: isOwnersOwn || turn.memory === 'shared', allSessions: isOwnersOwn };
}

/** Whether the prompt of a turn holds `USER.md` and `MEMORY.md`: where its tools may read them. */
export function promptKnowsOwner(turn: Parameters<typeof scopeOf>[0]): boolean {
  return scopeOf(turn).privateFiles;
}

const sharedFolder = 'memory/shared/';

/** @param path relative to the workspace, without `.` and `..` */
export function isMemoryFile(path: string): boolean {
  return /^(?:MEMORY\.md|memory\/(?:[^/]+\/)*[^/]+\.md)$/i.test(path) && !path.split('/').includes('..');
}

export function maySeeFile(path: string, scope: MemoryScope): boolean {
  return isMemoryFile(path) && (scope.privateFiles || path.startsWith(sharedFolder));
}
