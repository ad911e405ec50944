/**
 * Which files of the workspace a turn may touch. The workspace is the owner's: what others write would speak to the owner's next turn,
 * which runs programs unasked, and what they read would be told in their chat.
 */
import type { ToolContext } from '../agent/tool.ts';
import { isMemoryFile, maySeeFile, scopeOf, type MemoryScope } from '../memory/scope.ts';
import { resolveInside, type InsidePath } from './workspace-path.ts';

export type FileTurn = Pick<ToolContext, 'workspace' | 'byOwner' | 'message'>;
export type FileUse = 'read' | 'write' | 'list';

/** where everybody's turns may read and write */
export const sharedFolder = 'shared';
/** what the owner's private turns, which run programs unasked, are told to do; no group writes it, whoever asks there */
const instructions = /^(?:AGENTS|SOUL|IDENTITY|USER)\.md$|^skills(?:\/|$)/i;
/** shown to groups in every prompt, or meant for whoever asks */
const openToAll = /^(?:AGENTS|SOUL|IDENTITY)\.md$|^skills\/|^memory\/shared\//;
/** the name holds a digest that only the conversation knows where it came from, so it is read and not listed */
const openByName = /^(?:inbox\/[^/]+|\.outputs)\/[^/]+$/;

/**
 * Pure.
 * @param at relative to the workspace, without links, `.` and `..`; empty: the workspace
 */
export function mayTouch(
  at: string,
  use: FileUse,
  turn: { byOwner: boolean; isGroup: boolean; memory: MemoryScope },
): boolean {
  const isOwners = turn.byOwner && !turn.isGroup;
  if (isOwners) return true;
  const folder = `${at}/`;
  if (folder.startsWith(`${sharedFolder}/`)) return true;
  if (use === 'write' && (!turn.byOwner || instructions.test(at))) return false;
  if (/^user\.md$/i.test(at) || isMemoryFile(at))
    return turn.memory.privateFiles || maySeeFile(at, turn.memory);
  if (turn.byOwner) return folder.startsWith('memory/shared/') || !folder.startsWith('memory/');
  if (use === 'list') return openToAll.test(folder);
  return openToAll.test(at) || openByName.test(at);
}

/** `resolveInside` for what a turn's tools were told. */
export async function reachFor(
  { workspace, byOwner, message: { chat } }: FileTurn,
  wanted: string,
  use: FileUse,
): Promise<InsidePath> {
  const place = await resolveInside(workspace, wanted);
  const isGroup = chat.kind === 'group';
  if (place.kind === 'refused' || (byOwner && !isGroup)) return place;
  const memory = scopeOf({ byOwner, chatKind: chat.kind, memory: chat.memory });
  const at = place.path.slice(place.root.length + 1).replaceAll('\\', '/');
  if (mayTouch(at, use, { byOwner, isGroup, memory })) return place;
  const name = wanted.slice(0, 200);
  return {
    kind: 'refused',
    message: byOwner
      ? `${name} is not for groups: its place is the owner's private chat.`
      : `${name} is the owner's. Others' chats read and write under ${sharedFolder}/.`,
  };
}
