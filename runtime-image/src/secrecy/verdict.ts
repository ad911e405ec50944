/**
 * Whether what the agent runs can read the secrets that this process holds. Both have the same user, so it rests on the kernel: a
 * program that nobody may read is a process that nobody may look into.
 */
import type { Locale } from '../config/settings.ts';

export type SecrecyFacts = {
  /** the process can read its own environment, so another of the same user can too */
  readable: boolean;
  uid: number;
  capabilities: bigint;
  noNewPrivileges: boolean;
  /** bit n - 1 is set when the process has a handler for signal n */
  caughtSignals: bigint;
  inspector: boolean;
  /** files of the platform that lie in the state folder */
  files: string[];
};

export type SecrecyGap =
  | 'not_linux'
  | 'root'
  | 'readable'
  | 'capabilities'
  | 'new_privileges'
  | 'inspector'
  | 'inspector_signal'
  | 'files';

export type Secrecy = { kind: 'kept' } | { kind: 'open'; gaps: SecrecyGap[] };

/** Node opens its inspector on this one unless told not to; 10 on every processor that Node is built for here. */
const sigusr1 = 10n;

/** @param facts null where the system cannot tell */
export function judgeSecrecy(facts: SecrecyFacts | null): Secrecy {
  if (facts === null) return { kind: 'open', gaps: ['not_linux'] };
  const found: [SecrecyGap, boolean][] = [
    ['root', facts.uid === 0],
    ['readable', facts.readable],
    ['capabilities', facts.capabilities !== 0n],
    ['new_privileges', !facts.noNewPrivileges],
    ['inspector', facts.inspector],
    ['inspector_signal', ((facts.caughtSignals >> (sigusr1 - 1n)) & 1n) === 1n],
    ['files', facts.files.length > 0],
  ];
  const gaps = found.filter(([, holds]) => holds).map(([gap]) => gap);
  return gaps.length === 0 ? { kind: 'kept' } : { kind: 'open', gaps };
}

export type ExecOffer =
  | { kind: 'offered' }
  | { kind: 'switched_off' }
  /** the configuration allows it, but a program could read the secrets */
  | { kind: 'not_safe'; gaps: SecrecyGap[] };

/** @param secrecy null where the files lie on disk anyway, and who runs the gateway answers for it */
export function offerExec(allowed: boolean, secrecy: Secrecy | null): ExecOffer {
  if (!allowed) return { kind: 'switched_off' };
  return secrecy?.kind === 'open' ? { kind: 'not_safe', gaps: secrecy.gaps } : { kind: 'offered' };
}

const sentences: Record<SecrecyGap, Record<Locale, string>> = {
  not_linux: { zh: '这个系统不能隐藏网关进程', en: 'this system cannot hide the gateway’s process' },
  root: { zh: '网关以 root 运行', en: 'the gateway runs as root' },
  readable: {
    zh: '网关进程可被同一用户读取',
    en: 'the gateway’s process can be read by programs of the same user',
  },
  capabilities: { zh: '网关有多余的系统权限', en: 'the gateway has capabilities' },
  new_privileges: { zh: '程序可以取得更高权限', en: 'programs can gain privileges' },
  inspector: { zh: '网关的调试器已打开', en: 'the gateway’s inspector is open' },
  inspector_signal: { zh: '信号可以打开网关的调试器', en: 'a signal can open the gateway’s inspector' },
  files: { zh: '状态目录里有平台的文件', en: 'files of the platform lie in the state folder' },
};

/** Why there is no `exec`, in one sentence without its full stop; empty when it is offered. */
export function explainExec(offer: ExecOffer, locale: Locale): string {
  if (offer.kind === 'offered') return '';
  if (offer.kind === 'switched_off') return locale === 'zh' ? '已关闭' : 'switched off';
  return offer.gaps.map((gap) => sentences[gap][locale]).join(locale === 'zh' ? '；' : '; ');
}
