import type { App, Message } from '../emulators/feishu/entities.ts';
import type { FeishuEmulator } from '../emulators/feishu/start.ts';

export type LoadResult = {
  /** person's message sent → bot's answer in the chat, ms, one for each answered message */
  latenciesMs: number[];
  sent: number;
  answered: number;
  /** messages that got more than one answer */
  doubled: number;
  /** answers per second from the first message sent to the last answer */
  perSecond: number;
};

/**
 * Sends `count` messages of `people` different persons: at a steady rate, or with at most `inFlight` unanswered.
 * Waits until all are answered, or until nothing has been answered for ten seconds.
 */
export async function sendLoad(
  feishu: FeishuEmulator,
  app: App,
  {
    count,
    people,
    ratePerSecond,
    inFlight,
  }: { count: number; people: number; ratePerSecond?: number; inFlight?: number },
): Promise<LoadResult> {
  const sentAt = new Map<string, number>();
  const answers = new Map<string, number>();
  const latenciesMs: number[] = [];
  let lastAnswer = performance.now();
  let progressed = (): void => undefined;
  const end = feishu.onMessage((message) => {
    const question = questionOf(message);
    const at = question === undefined ? undefined : sentAt.get(question);
    if (question === undefined || at === undefined) return;
    const before = answers.get(question) ?? 0;
    answers.set(question, before + 1);
    if (before > 0) return;
    lastAnswer = performance.now();
    latenciesMs.push(lastAnswer - at);
    progressed();
  });
  const begun = performance.now();
  for (let index = 0; index < count; index++) {
    if (ratePerSecond) await until(begun + (index * 1000) / ratePerSecond);
    while (inFlight && sentAt.size - answers.size >= inFlight) {
      if (!(await progress())) break;
    }
    const at = performance.now();
    const { message } = feishu.user.sendText(app, `hi ${index}`, { from: `person-${index % people}` });
    sentAt.set(message.messageId, at);
  }
  while (answers.size < count && (await progress()));
  end();
  return {
    latenciesMs,
    sent: count,
    answered: answers.size,
    doubled: [...answers.values()].filter((n) => n > 1).length,
    perSecond: answers.size / ((lastAnswer - begun) / 1000),
  };

  /** Resolves true at the next answer, false after ten seconds without one. */
  function progress(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), 10_000);
      progressed = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}

/** The message a bot's message answers; undefined for what people wrote and for later changes of a message. */
function questionOf(message: Message): string | undefined {
  return message.sender.kind === 'app' && message.updatedAt === message.createdAt
    ? message.parentId
    : undefined;
}

async function until(at: number): Promise<void> {
  const ms = at - performance.now();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
