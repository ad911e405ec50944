/**
 * What was typed and not delivered, kept in this tab's storage so that neither a reload nor a crash loses it.
 * Storage may be full or forbidden; then it lives as long as the page does.
 */
import type { Outgoing } from './chat-state.ts';

export type Kept = { draft: string; outgoing: Outgoing[] };

const nothing: Kept = { draft: '', outgoing: [] };

/** A message whose request was under way when the page went comes back as failed; sending it again is safe. */
export function readKept(key: string): Kept {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
    if (!kept || typeof kept.draft !== 'string' || !Array.isArray(kept.outgoing)) return nothing;
    const outgoing = kept.outgoing.map((entry) =>
      entry.state === 'sending' ? { ...entry, state: 'failed' as const, reason: 'offline' } : entry,
    );
    return { draft: kept.draft, outgoing };
  } catch {
    return nothing;
  }
}

export function writeKept(key: string, kept: Kept): void {
  try {
    if (kept.draft === '' && kept.outgoing.length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // nothing to be done: see above
  }
}
