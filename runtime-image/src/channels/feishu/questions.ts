/** The questions with buttons that are open, so that they can be settled later, also after a restart. */
import * as z from 'zod/mini';
import type { ChannelHost } from '../channel.ts';
import type { FeishuClient } from './client.ts';
import { patchMessage } from './messages.ts';
import { renderSettled } from './question-card.ts';

const Question = z.object({ key: z.string(), messageId: z.string(), text: z.string() });
type Question = z.infer<typeof Question>;

const questionsMax = 50;
const textCharactersMax = 2_000;
const patienceMs = 10_000;

export class Questions {
  readonly #client: FeishuClient;
  readonly #host: Pick<ChannelHost, 'recall' | 'remember' | 'log'>;
  readonly #fact: string;

  constructor(client: FeishuClient, host: Pick<ChannelHost, 'recall' | 'remember' | 'log'>, appId: string) {
    this.#client = client;
    this.#host = host;
    this.#fact = `questions:${appId}`;
  }

  asked(key: string, messageId: string, text: string): void {
    const others = this.#open().filter((question) => question.key !== key);
    const question = { key, messageId, text: text.slice(0, textCharactersMax).toWellFormed() };
    this.#keep([...others, question].slice(-questionsMax));
  }

  /** Never rejects: what is shown is a courtesy, the decision stands without it. */
  async settle(key: string, outcome: string): Promise<void> {
    const open = this.#open();
    const question = open.find((each) => each.key === key);
    if (question === undefined) return;
    this.#keep(open.filter((each) => each !== question));
    try {
      const { content } = renderSettled(question.text, outcome);
      await patchMessage(this.#client, question.messageId, content, patienceMs);
    } catch (error) {
      this.#host.log('warn', 'a question could not be shown as settled', { error });
    }
  }

  #open(): Question[] {
    try {
      return z.array(Question).parse(JSON.parse(this.#host.recall(this.#fact) ?? '[]'));
    } catch {
      return [];
    }
  }

  #keep(questions: Question[]): void {
    this.#host.remember(this.#fact, JSON.stringify(questions));
  }
}
