import { describe, expect, it } from 'vitest';
import { explainExec, judgeSecrecy, offerExec, type SecrecyFacts } from './verdict.ts';

const hidden: SecrecyFacts = {
  ...{ readable: false, uid: 10_001, capabilities: 0n, noNewPrivileges: true },
  ...{ caughtSignals: 0b1_0000_0000_0000_0010n, inspector: false, files: [] },
};

describe('secrets are kept', () => {
  it('by a process that nobody can look into', () => {
    expect(judgeSecrecy(hidden)).toEqual({ kind: 'kept' });
  });

  it.each<[string, Partial<SecrecyFacts>]>([
    ['root', { uid: 0 }],
    ['readable', { readable: true }],
    ['capabilities', { capabilities: 1n << 19n }],
    ['new_privileges', { noNewPrivileges: false }],
    ['inspector', { inspector: true }],
    ['inspector_signal', { caughtSignals: 1n << 9n }],
    ['files', { files: ['.env'] }],
  ])('not with %s', (gap, fact) => {
    expect(judgeSecrecy({ ...hidden, ...fact })).toEqual({ kind: 'open', gaps: [gap] });
  });

  it('not where nothing can be known', () => {
    expect(judgeSecrecy(null)).toEqual({ kind: 'open', gaps: ['not_linux'] });
  });
});

describe('programs are offered', () => {
  const open = judgeSecrecy({ ...hidden, readable: true, files: ['.env'] });

  it.each([
    [true, { kind: 'kept' } as const, 'offered'],
    [true, open, 'not_safe'],
    [true, null, 'offered'],
    [false, { kind: 'kept' } as const, 'switched_off'],
    [false, null, 'switched_off'],
    [false, open, 'switched_off'],
  ])('allowed %s, secrecy %j: %s', (allowed, secrecy, kind) => {
    expect(offerExec(allowed, secrecy).kind).toBe(kind);
  });

  it('or the reasons are named', () => {
    expect(explainExec(offerExec(true, null), 'en')).toBe('');
    expect(explainExec(offerExec(true, open), 'en')).toBe(
      'the gateway’s process can be read by programs of the same user; files of the platform lie in the state folder',
    );
    expect(explainExec(offerExec(true, open), 'zh')).toBe('网关进程可被同一用户读取；状态目录里有平台的文件');
    expect(explainExec(offerExec(false, open), 'zh')).toBe('已关闭');
  });
});
