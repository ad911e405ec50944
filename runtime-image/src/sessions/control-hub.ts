import type { ControlEvent } from '../control/events.ts';

/** Hands events to whoever listens to `/control/events`. */
export type ControlHub = {
  emit(event: ControlEvent): void;
  subscribe(listener: (event: ControlEvent) => void): () => void;
  listeners(): number;
};

export function createControlHub(): ControlHub {
  const all = new Set<(event: ControlEvent) => void>();
  return {
    emit(event) {
      for (const listener of all) listener(event);
    },
    subscribe(listener) {
      all.add(listener);
      return () => all.delete(listener);
    },
    listeners: () => all.size,
  };
}
