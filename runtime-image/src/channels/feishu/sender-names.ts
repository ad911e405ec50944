/** Names of people by open_id: learned from mentions, asked for in the background, never waited for. */
import { isMissingScope } from './api-error.ts';
import type { FeishuClient } from './client.ts';
import { userName } from './messages.ts';

const namesMax = 500;

export class SenderNames {
  readonly #client: FeishuClient;
  readonly #names = new Map<string, string>();
  readonly #asked = new Set<string>();
  /** apps made by scan usually may not see names: one refusal ends the asking */
  #mayAsk = true;

  constructor(client: FeishuClient) {
    this.#client = client;
  }

  /** undefined when not known yet; asks then, so that the next message has it. */
  nameOf(openId: string): string | undefined {
    const name = this.#names.get(openId);
    if (name === undefined && this.#mayAsk && !this.#asked.has(openId)) void this.#ask(openId);
    return name;
  }

  learn(openId: string, name: string): void {
    if (this.#names.size >= namesMax) this.#names.clear();
    this.#names.set(openId, name);
  }

  async #ask(openId: string): Promise<void> {
    if (this.#asked.size >= namesMax) this.#asked.clear();
    this.#asked.add(openId);
    try {
      const name = await userName(this.#client, openId);
      if (name) this.learn(openId, name);
      else this.#mayAsk = false;
    } catch (error) {
      if (isMissingScope(error)) this.#mayAsk = false;
    }
  }
}
