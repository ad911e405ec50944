/** The gateway of a vitest file, whole and in its process: hooks that start and end it, and what tests say to it and see of it. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { InboundMessage } from '../channels/channel.ts';
import type { OpenClawFile, RockpoolFile } from '../config.ts';
import {
  inbound,
  openclawFile,
  removeDir,
  rockpoolFile,
  startGateway,
  startModelEmulator,
  tempDir,
  until,
  writeConfig,
  type ModelEmulator,
  type TestGateway,
} from '../testing.ts';

type PromptMessage = { role: string; content: string };

export interface TestGatewayOptions {
  /** models of the emulator */
  models?: string[];
  /** sections of openclaw.json that differ from `openclawFile` */
  openclaw?: OpenClawFile | ((model: ModelEmulator) => OpenClawFile);
  rockpool?: RockpoolFile;
  /** clock of the gateway */
  now?: () => number;
  /** called just before anything of a question leaves for the model */
  asking?: () => void;
  /**
   * `each test` (the usual): a gateway for each test; `once`: one for all tests of the file; `by hand`: a state folder for each
   * test, which calls `start` itself
   */
  starts?: 'each test' | 'once' | 'by hand';
}

/**
 * Starts a model emulator and registers the hooks; call it once, at the top of a test file. Its members are good within tests
 * and hooks, and speak of the gateway that was started last.
 */
export async function testGateway(options: TestGatewayOptions = {}) {
  const {
    models = ['glm-4.7', 'glm-4.5-air'],
    openclaw = {},
    rockpool = rockpoolFile,
    now,
    asking,
  } = options;
  const { starts = 'each test' } = options;
  const model = await startModelEmulator({ models });
  let stateDir = '';
  let newest: TestGateway | undefined;
  let isRunning = false;

  const current = (): TestGateway => {
    if (newest === undefined) throw new Error('no gateway was started');
    return newest;
  };

  /** Starts one on the files that are there; resolves when its channel is open. */
  async function begin(): Promise<void> {
    newest = await startGateway(stateDir, now, {}, asking);
    isRunning = true;
    if (newest.gateway.config().channels.length > 0) await until(() => current().opened.length > 0);
  }

  /** Writes the files and begins, in place of the one that runs: two on one folder would both take its messages. */
  async function start(
    sections = typeof openclaw === 'function' ? openclaw(model) : openclaw,
    platform = rockpool,
  ): Promise<void> {
    await stop();
    writeConfig(stateDir, openclawFile(model.baseUrl, sections), platform);
    await begin();
  }

  /** Does nothing to one that was stopped. */
  async function stop(graceMs = 0): Promise<void> {
    if (!isRunning) return;
    isRunning = false;
    await current().stop(graceMs);
  }

  async function restart(graceMs = 0): Promise<void> {
    await stop(graceMs);
    await begin();
  }

  async function open(): Promise<void> {
    newest = undefined;
    stateDir = tempDir();
    if (starts !== 'by hand') await start();
  }
  async function close(): Promise<void> {
    await stop();
    removeDir(stateDir);
  }

  beforeEach(() => {
    model.reset();
    model.faults.clear();
  });
  // an emulator of a file whose tests are all left out is ended with its process
  afterAll(() => model.close());
  if (starts === 'once') {
    beforeAll(open);
    afterAll(close);
  } else {
    beforeEach(open);
    afterEach(close);
  }

  /** The platform delivers these words; @returns the message's id once it is stored */
  async function say(words: string, more: Partial<InboundMessage> = {}): Promise<string> {
    const message = inbound(words, more);
    await current().channel().host.receive(message);
    return message.messageId;
  }
  /** texts of the answers so far */
  const sent = (): string[] =>
    current()
      .channel()
      .sent.map(({ text }) => text);
  /** Resolves when so many answers were sent in all. */
  const answers = (count: number): Promise<void> => until(() => current().channel().sent.length >= count);
  /** Says it and resolves with the next answer. */
  async function ask(words: string, more: Partial<InboundMessage> = {}): Promise<string> {
    const { length } = current().channel().sent;
    await say(words, more);
    await answers(length + 1);
    return sent().at(-1)!;
  }

  return {
    ...{ model, start, begin, stop, restart },
    ...{ say, sent, answers, ask },
    get stateDir(): string {
      return stateDir;
    },
    get gateway(): TestGateway['gateway'] {
      return current().gateway;
    },
    get url(): string {
      return current().url;
    },
    get opened(): TestGateway['opened'] {
      return current().opened;
    },
    get log(): string[] {
      return current().log;
    },
    channel: (): ReturnType<TestGateway['channel']> => current().channel(),
    get: (at: string): Promise<Response> => current().get(at),
    post: (at: string, body?: unknown): Promise<Response> => current().post(at, body),
    write: (file: OpenClawFile, platform?: RockpoolFile): void => current().write(file, platform),
    drain: (): void => current().drain(),
    /** Resolves when no message waits for an answer. */
    settled: (): Promise<void> => until(() => current().gateway.inbox.waiting() === 0),
    /** The model's next answer. */
    reply: (text: string): void => model.queue({ answer: { steps: [{ type: 'text', text }] } }),
    /** The model's next answer to a prompt that holds `includes`. */
    onText: (includes: string, text: string): void =>
      model.queue({ match: { includes }, answer: { steps: [{ type: 'text', text }] } }),
    /** what the model read at this request; negative from the newest back */
    promptOf: (index = -1): PromptMessage[] => model.requests.at(index)!.body.messages as PromptMessage[],
  };
}
