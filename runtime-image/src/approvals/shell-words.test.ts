import { describe, expect, it } from 'vitest';
import { allowanceFor, isListed, simpleWords } from './shell-words.ts';

describe('a command', () => {
  it.each([
    ['ls', ['ls']],
    ['  ls -la  notes ', ['ls', '-la', 'notes']],
    ["grep 'a b; c' notes.md", ['grep', 'a b; c', 'notes.md']],
    ["echo a'b'c", ['echo', 'abc']],
  ])('%j starts one program with words', (command, words) => expect(simpleWords(command)).toEqual(words));

  it.each([
    ...['ls; rm x', 'ls && rm x', 'ls | sh', 'ls > x', 'ls & rm x', 'ls\nrm x', 'ls\rrm x', '', '   '],
    ...[
      'echo $HOME',
      'echo `id`',
      'echo $(id)',
      'ls *',
      'ls ~',
      'ls [a]',
      'ls {a,b}',
      'ls a\\ b',
      '(ls)',
      '# x',
    ],
    ...['LD_PRELOAD=x ls', "ls 'a", 'ls "a"', "''", "'' rm", '! ls', "l's", "ls ''' ; rm x"],
  ])('%j may be more than that', (command) => expect(simpleWords(command)).toBeNull());
});

describe('what "always" allows', () => {
  it.each([
    ['ls -la', { kind: 'program', pattern: 'ls' }],
    ['git status', { kind: 'command', pattern: 'git status' }],
    ['python3.11 x.py', { kind: 'command', pattern: 'python3.11 x.py' }],
    ['env ls', { kind: 'command', pattern: 'env ls' }],
    ['./run.sh', { kind: 'command', pattern: './run.sh' }],
    ['/bin/ls', { kind: 'command', pattern: '/bin/ls' }],
    [' ls | wc -l ', { kind: 'command', pattern: 'ls | wc -l' }],
  ])('of %j is no more than its name can promise', (command, allowance) =>
    expect(allowanceFor(command)).toEqual(allowance),
  );

  it.each(["sqlite3 x '.shell id'", 'cat MEMORY.md', 'date -f MEMORY.md', 'rg --pre sh x', 'dc', 'printenv'])(
    'of %j is that command alone: it runs, writes or reads more than its name says',
    (command) => expect(allowanceFor(command)).toEqual({ kind: 'command', pattern: command }),
  );

  it('is not a program that the list of programs should never have had, though a row of the store says so', () => {
    expect(isListed('cat MEMORY.md', [{ kind: 'program', pattern: 'cat' }])).toBe(false);
  });

  it('is that program with any words, or that command to the letter', () => {
    const allowed = [
      { kind: 'program', pattern: 'ls' },
      { kind: 'command', pattern: 'git status' },
    ] as const;
    const runs = (command: string): boolean => isListed(command, allowed);
    expect(['ls', 'ls -la x', 'git status', ' git status '].map(runs)).toEqual([true, true, true, true]);
    expect(['ls; id', 'ls $(id)', 'lsof', './ls', 'git status -s', 'git status; id'].map(runs)).not.toContain(
      true,
    );
  });
});
