import type { Engine } from './engine.ts';

export type Image = {
  /** Asks the engine. Throws when it has no such image. */
  id(): Promise<string>;
  /** As `id`, or what it answered a moment ago: for looks, which ask for every instance. */
  recentId(): Promise<string>;
};

/** A tag that moves to another image is noticed by the looks within this. */
const recentMs = 2_000;

/** What a tag means now. */
export function watchImage(engine: Pick<Engine, 'imageId'>, tag: string, now = Date.now): Image {
  let asked: { at: number; answer: Promise<string> } | null = null;

  async function id(): Promise<string> {
    const found = await engine.imageId(tag);
    if (found === null) throw new Error(`the gateway program is not there: the engine has no image ${tag}`);
    return found;
  }

  return {
    id,
    recentId() {
      if (asked && Math.abs(now() - asked.at) < recentMs) return asked.answer;
      const mine = { at: now(), answer: id() };
      asked = mine;
      // only what is known is remembered
      mine.answer.catch(() => {
        if (asked === mine) asked = null;
      });
      return mine.answer;
    },
  };
}
