/** Whose conversation may be written down for whom. Pure. */

export type ExportFacts = {
  isOwner: boolean;
  place: 'direct' | 'group';
  sessionKey: string;
  /** of the owner's private chats and the browser */
  mainKey: string;
  hasPath: boolean;
};

export type ExportDecision =
  /** `tools`: with what the tools were given and gave back · `keeps`: in the workspace too, which is the owner's */
  | { kind: 'write'; tools: boolean; keeps: boolean }
  | { kind: 'refuse'; reason: 'private_words' | 'shared_session' | 'path_of_owner' };

/** What is said in private is not told to a group, and nobody is told what only the owner saw. */
export function decideExport({ isOwner, place, sessionKey, mainKey, hasPath }: ExportFacts): ExportDecision {
  const isPrivate = place === 'direct';
  if (!isPrivate && !sessionKey.includes(':group:')) return { kind: 'refuse', reason: 'private_words' };
  if (!isOwner && sessionKey === mainKey) return { kind: 'refuse', reason: 'shared_session' };
  if (hasPath && !(isOwner && isPrivate)) return { kind: 'refuse', reason: 'path_of_owner' };
  return { kind: 'write', tools: isOwner && isPrivate, keeps: isOwner };
}
