import { expect, it } from 'vitest';
import { parseProcessStatus } from './process-status.ts';
import { readProcess } from './process-table.ts';

const text = `Name:	node
Umask:	0022
State:	S (sleeping)
Tgid:	7
Pid:	7
PPid:	1
Uid:	10001	10001	10001	10001
NStgid:	7
NSpid:	7
NSpgid:	7
SigCgt:	0000000188004202
CapEff:	00000000a80425fb
NoNewPrivs:	1
`;

it('is read as the kernel writes it', () => {
  expect(parseProcessStatus(text)).toEqual({
    ...{ pid: 7, ppid: 1, group: 7, uid: 10_001, state: 'S', noNewPrivileges: true },
    ...{ capabilities: 0xa80425fbn, caughtSignals: 0x188004202n },
  });
  expect(parseProcessStatus('')).toBeNull();
});

it.skipIf(process.platform !== 'linux')('is there for this very process', () => {
  expect(readProcess('self')).toMatchObject({
    pid: process.pid,
    ppid: process.ppid,
    uid: process.getuid?.(),
  });
  expect(readProcess(2 ** 30)).toBeNull();
});
