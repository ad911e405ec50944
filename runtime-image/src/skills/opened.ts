/** Which skills a turn has opened, as its transcript tells it: so that it holds after a crash too. Pure. */
import type { StoredMessage } from '../store/stored-message.ts';

export function openedSkills(rows: readonly Pick<StoredMessage, 'kind' | 'data'>[]): string[] {
  const inputs = new Map<string, string>();
  const opened = new Set<string>();
  for (const { kind, data } of rows) {
    if (kind === 'user' && data?.skill !== undefined) opened.add(data.skill);
    for (const call of data?.toolCalls ?? []) if (call.name === 'skill') inputs.set(call.id, call.input);
    if (kind !== 'tool' || data?.name !== 'skill' || data.ok !== true) continue;
    const name = nameIn(inputs.get(data.callId ?? '') ?? '');
    if (name !== null) opened.add(name);
  }
  return [...opened];
}

function nameIn(input: string): string | null {
  try {
    const { name } = JSON.parse(input) as { name?: unknown };
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}
