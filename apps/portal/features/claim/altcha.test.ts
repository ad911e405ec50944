import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/sha';
import { beforeAll, describe, expect, it } from 'vitest';
import { altchaPuzzle, puzzleLifeSeconds } from './altcha.ts';

const used = new Set<string>();
const deps = {
  secret: 'secret',
  now: () => new Date(),
  takeOnce: (name: string) => {
    const isNew = !used.has(name);
    used.add(name);
    return Promise.resolve(isNew);
  },
};
const puzzle = altchaPuzzle(deps);

async function solve(challenge: unknown): Promise<string> {
  const solution = await solveChallenge({ challenge: challenge as Challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

describe('a puzzle', { timeout: 60_000 }, () => {
  let solved: string;
  beforeAll(async () => (solved = await solve(await puzzle.create('anna'))), 60_000);

  it('that another user solved opens nothing', async () => {
    expect(await puzzle.accept('ben', solved)).toBe(false);
  });

  it('of another installation opens nothing', async () => {
    expect(await altchaPuzzle({ ...deps, secret: 'other' }).accept('anna', solved)).toBe(false);
  });

  it('made easier than it was signed opens nothing', async () => {
    const payload = JSON.parse(Buffer.from(solved, 'base64').toString()) as {
      challenge: { parameters: Record<string, unknown> };
    };
    const easier = { ...payload.challenge, parameters: { ...payload.challenge.parameters, keyPrefix: '0' } };
    expect(await puzzle.accept('anna', await solve(easier))).toBe(false);
  });

  it('opens once: a replay is refused', async () => {
    expect(await puzzle.accept('anna', solved)).toBe(true);
    expect(await puzzle.accept('anna', solved)).toBe(false);
  });

  it('that ran out opens nothing', async () => {
    const past = new Date(Date.now() - (puzzleLifeSeconds + 2) * 1000);
    const old = await altchaPuzzle({ ...deps, now: () => past }).create('anna');
    expect(await puzzle.accept('anna', await solve(old))).toBe(false);
  });

  it.each(['', 'x', 'e30=', Buffer.from('{"challenge":{"parameters":{}}}').toString('base64')])(
    'answered by %j opens nothing and breaks nothing',
    async (nonsense) => {
      expect(await puzzle.accept('anna', nonsense)).toBe(false);
    },
  );
});
