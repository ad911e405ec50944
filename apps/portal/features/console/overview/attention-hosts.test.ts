import { expect, test } from 'vitest';
import { judgeHosts } from './attention-hosts.ts';

const open = { name: 'a', away: false, accepting: true, room: null };
const away = { ...open, name: 'b', away: true };
const full = { ...open, room: 0 };

test.each([
  ['nothing of hosts that are well', [open, full], 0, []],
  ['nothing before the first beat', [], 0, []],
  ['a host that is silent while another is not', [open, away], 0, [{ kind: 'host_silent', names: ['b'] }]],
  ['nothing of a silence of all, which is the provisioner’s', [away], 0, []],
  [
    'that all who take more are full',
    [full, { ...open, accepting: false }],
    0,
    [{ kind: 'no_room', count: 0 }],
  ],
  ['computers that wait for a place', [open], 3, [{ kind: 'no_room', count: 3 }]],
])('operators are told %s', (_what, hosts, homeless, expected) => {
  expect(judgeHosts(hosts, homeless)).toEqual(expected);
});
