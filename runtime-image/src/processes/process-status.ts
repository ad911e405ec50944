/** `/proc/<pid>/status`, the one file about a process that everybody may read, even where the process itself is hidden. */

export type ProcessStatus = {
  pid: number;
  ppid: number;
  /** process group */
  group: number;
  /** real user */
  uid: number;
  /** one letter; `Z` is over and waits to be collected, `T` is stopped */
  state: string;
  capabilities: bigint;
  noNewPrivileges: boolean;
  /** bit n - 1 is set when the process has a handler for signal n */
  caughtSignals: bigint;
};

/** Null for a text that is not of this kind. */
export function parseProcessStatus(text: string): ProcessStatus | null {
  const field = (name: string): string => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(text)?.[1] ?? '';
  const status = {
    pid: Number(field('Pid')),
    ppid: Number(field('PPid')),
    group: Number(field('NSpgid')),
    uid: Number(field('Uid')),
    state: field('State'),
    capabilities: BigInt(`0x${field('CapEff') || '0'}`),
    noNewPrivileges: field('NoNewPrivs') === '1',
    caughtSignals: BigInt(`0x${field('SigCgt') || '0'}`),
  };
  return field('Pid') === '' || field('Uid') === '' ? null : status;
}
