/** How the sandbox model understands wishes to change a file: "把刚才的文件里的“a”改成“b”，再发给我". Pure. */
import { textOf, type ChatRequest } from './chat-request.ts';

export interface EditWish {
  /** as the person named it; null: the file that came last */
  readonly path: string | null;
  readonly oldText: string;
  readonly newText: string;
  /** the changed file is to come back */
  readonly sendsBack: boolean;
}

const quoted = (name: string): string => `["'“‘「『](?<${name}>[^"'”’」』]+)["'”’」』]`;
const patterns = [
  new RegExp(
    `(?:把|将)\\s*(?:(?<path>[\\w./-]*\\w\\.\\w+)|(?:刚才|这个|那个|刚发)的?文件)\\s*(?:里|中)?面?的?\\s*${quoted('from')}\\s*(?:改成|改为|换成)\\s*${quoted('to')}`,
  ),
  new RegExp(
    `(?:replace|change)\\s+${quoted('from')}\\s+(?:by|with|to)\\s+${quoted('to')}\\s+in\\s+(?:(?<path>[\\w./-]*\\w\\.\\w+)|(?:the|this|that)(?: last)? file)`,
    'i',
  ),
];

export function readEdit(said: string): EditWish | null {
  for (const pattern of patterns) {
    const { groups } = pattern.exec(said) ?? {};
    if (groups?.['from'] === undefined || groups['to'] === undefined) continue;
    const sendsBack = /发(?:给我|回来?)|send it (?:back|to me)/i.test(said);
    return { path: groups['path'] ?? null, oldText: groups['from'], newText: groups['to'], sendsBack };
  }
  return null;
}

/** Where the newest file of the person lies, as the gateway says it behind their words; null when none came. */
export function lastFile({ messages }: ChatRequest): string | null {
  const texts = messages.filter(({ role }) => role === 'user').map(textOf);
  return texts.flatMap((text) => [...text.matchAll(/\[file (inbox\/[^\],]+),/g)]).at(-1)?.[1] ?? null;
}
