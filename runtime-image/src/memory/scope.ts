/** What of an agent's memory a turn may see. Pure. */

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
export function scopeOf(turn: { byOwner: boolean; chatKind: 'direct' | 'group' }): MemoryScope {
  const isOwnersOwn = turn.byOwner && turn.chatKind === 'direct';
  return { privateFiles: isOwnersOwn, allSessions: isOwnersOwn };
}

const sharedFolder = 'memory/shared/';

/** @param path relative to the workspace, without `.` and `..` */
export function isMemoryFile(path: string): boolean {
  return /^(?:MEMORY\.md|memory\/(?:[^/]+\/)*[^/]+\.md)$/i.test(path) && !path.split('/').includes('..');
}

export function maySeeFile(path: string, scope: MemoryScope): boolean {
  return isMemoryFile(path) && (scope.privateFiles || path.startsWith(sharedFolder));
}
