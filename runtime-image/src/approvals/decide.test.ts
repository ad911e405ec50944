import { describe, expect, it } from 'vitest';
import { askedCharsMax, decideExec, execPolicy, type ExecPolicyFacts } from './decide.ts';

const open = { security: null, ask: null, elevated: true };
const facts = (more: Partial<ExecPolicyFacts>): ExecPolicyFacts => ({
  ...{ configured: open, session: {}, byOwner: true, place: 'direct' },
  ...more,
});
const verdict = (more: Partial<ExecPolicyFacts>, command = 'ls'): string => {
  const decision = decideExec({
    ...{ policy: execPolicy(facts(more)), command },
    allowed: [{ kind: 'program', pattern: 'ls' }],
  });
  return `${decision.kind}: ${decision.reason}`;
};
const stranger = { byOwner: false, place: 'group' } as const;

describe('unless somebody set it otherwise', () => {
  it.each<[string, Partial<ExecPolicyFacts>, string]>([
    ['the owner in private runs everything', {}, 'run: full'],
    ['the owner in a group is asked', { place: 'group' }, 'ask: not_listed'],
    ['others in private are asked about', { byOwner: false }, 'ask: not_listed'],
    ['others in a group are asked about', stranger, 'ask: not_listed'],
  ])('%s', (_, more, expected) => expect(verdict(more, 'make')).toBe(expected));

  it('what was allowed is not asked about', () => expect(verdict(stranger)).toBe('run: listed'));
});

describe('a session', () => {
  it.each<[string, Partial<ExecPolicyFacts>, string]>([
    ['asks each time, the list notwithstanding', { session: { exec: { ask: 'always' } } }, 'ask: always'],
    ['denies', { session: { exec: { security: 'deny' } } }, 'deny: switched_off'],
    [
      'refuses what is not listed without asking',
      { session: { exec: { security: 'allowlist', ask: 'off' } }, ...stranger },
      'deny: not_listed',
    ],
    [
      'can be looser than the configuration',
      { configured: { ...open, ask: 'always' }, session: { exec: { ask: 'off' } } },
      'run: full',
    ],
    [
      'cannot allow what the configuration denies',
      {
        configured: { ...open, security: 'deny' },
        session: { exec: { security: 'full' }, elevated: 'full' },
      },
      'deny: switched_off',
    ],
    [
      'elevated skips questions for the owner',
      { session: { elevated: 'on' }, place: 'group' },
      'run: elevated',
    ],
    [
      'elevated does not skip them for others',
      { session: { elevated: 'on' }, ...stranger },
      'ask: not_listed',
    ],
    ['fully elevated skips them for all', { session: { elevated: 'full' }, ...stranger }, 'run: elevated'],
    [
      'loosened by the owner is as it was for others in private who share it',
      { session: { exec: { security: 'full', ask: 'off' }, elevated: 'full' }, byOwner: false },
      'ask: not_listed',
    ],
    [
      'tightened by the owner is so for others in private who share it',
      { session: { exec: { ask: 'always' } }, byOwner: false },
      'ask: always',
    ],
    [
      'denied by the owner is so for others in private who share it',
      { session: { exec: { security: 'deny' } }, byOwner: false },
      'deny: switched_off',
    ],
    ['elevated with questions asks each time', { session: { elevated: 'ask' } }, 'ask: always'],
    [
      'is not elevated where the configuration forbids it',
      { configured: { ...open, elevated: false }, session: { elevated: 'full' }, ...stranger },
      'ask: not_listed',
    ],
  ])('%s', (_, more, expected) => expect(verdict(more, 'make')).toBe(expected));
});

it('asks nobody about a command that is too long to be read', () => {
  expect(verdict(stranger, `make ${'x'.repeat(askedCharsMax)}`)).toBe('deny: too_long_to_ask');
});
