import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phaseDetails, readDetail, sayDetail, type PhaseDetailValues } from './phase-detail.ts';

const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}$/);
const values = fc.record({
  ...{ to: word, signal: word, done: word, all: word, percent: word, code: word, seconds: word },
});

test('whatever is said is read back, with its values and what follows it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...phaseDetails),
      values,
      fc.constantFrom('', 'bind: address in use', 'its port takes no connections', 'line\nline'),
      (kind, given, rest) => {
        const said = sayDetail(kind, given as PhaseDetailValues);
        const read = readDetail(rest === '' ? said : `${said}: ${rest}`);
        expect(read).toMatchObject({ kind, rest });
        expect(sayDetail(kind, read!.values as PhaseDetailValues)).toBe(said);
      },
    ),
  );
});

test.each(['', 'ECONNREFUSED', 'no such image', 'the gateway ended soon', '12 MB'])(
  '%j is left as it is',
  (text) => expect(readDetail(text)).toBeNull(),
);
