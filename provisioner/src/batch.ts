/**
 * Makes one question of many: calls that come while a batch is under way go together into the next, at most `max` of them.
 * A call is never answered by a batch that began before it, so what it reads is as new as if it had asked alone.
 * `ask` answers in the order of the calls; when it throws, every call of that batch does.
 */
export function createBatch<Call, Answer>(
  ask: (calls: Call[]) => Promise<Answer[]>,
  max: number,
): (call: Call) => Promise<Answer> {
  type Waiting = { call: Call; resolve: (answer: Answer) => void; reject: (error: unknown) => void };
  const waiting: Waiting[] = [];
  let busy = false;

  async function work() {
    busy = true;
    // Whoever calls in this turn of the event loop is still in time.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = waiting.splice(0, max);
      try {
        const answers = await ask(batch.map(({ call }) => call));
        batch.forEach(({ resolve }, index) => resolve(answers[index]!));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    busy = false;
  }

  return (call) =>
    new Promise((resolve, reject) => {
      waiting.push({ call, resolve, reject });
      if (!busy) void work();
    });
}
