/** What the tests of every channel share: a host that keeps what it is told. */
import { expect } from 'vitest';
import type { ChannelHost, InboundMessage } from './channel.ts';

/** What `read` gives comes to be as expected, also on a busy machine. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 30_000, interval: 10 });

/** Keeps every message; `receives` may be replaced by what the test wants to happen. */
export class TestHost implements ChannelHost {
  readonly messages: InboundMessage[] = [];
  readonly lines: string[] = [];
  readonly facts: Map<string, string>;
  receives: (message: InboundMessage) => Promise<void> = async () => {};
  readonly #watchers = new Set<() => void>();

  constructor(facts = new Map<string, string>()) {
    this.facts = facts;
  }

  async receive(message: InboundMessage): Promise<void> {
    await this.receives(message);
    this.messages.push(message);
    this.statusChanged();
  }
  statusChanged(): void {
    for (const look of this.#watchers) look();
  }
  once(key: string): boolean {
    if (this.facts.has(key)) return false;
    this.facts.set(key, '');
    return true;
  }
  forget(key: string): void {
    this.facts.delete(key);
  }
  recall(key: string): string | null {
    return this.facts.get(key) ?? null;
  }
  remember(key: string, value: string): void {
    this.facts.set(key, value);
  }
  log(_level: string, message: string, fields?: Record<string, unknown>): void {
    this.lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  }

  /** Calls `look` at every change. */
  watch(look: () => void): void {
    this.#watchers.add(look);
  }

  /** Resolves when `holds`, which is asked whenever the channel told of a change. */
  until(holds: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`waited in vain for: ${what}`));
      }, 30_000);
      const look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }
}
