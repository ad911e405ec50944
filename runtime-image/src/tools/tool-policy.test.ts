import { expect, it } from 'vitest';
import { toolContext } from '../agent/testing.ts';
import type { Tool } from '../agent/tool.ts';
import { allowedTools } from './tool-policy.ts';

const ran = (output: string) => Promise.resolve({ output, ok: true });
const plain = (name: string): Tool => ({ name, description: '', parameters: {}, run: () => ran(name) });
const mail: Tool = {
  ...plain('mail'),
  members: {
    list: () =>
      Promise.resolve(
        ['mail__send', 'mail__burn'].map((name) => ({ name, description: '', parameters: {} })),
      ),
    run: (member) => ran(member),
  },
};
const tools = [plain('read'), plain('exec'), mail];
const groups = { 'group:runtime': ['exec'] };

it.each([
  [null, [], ['read', 'exec', 'mail'], ['mail__send', 'mail__burn']],
  [[], ['group:runtime'], ['read', 'mail'], ['mail__send', 'mail__burn']],
  [['read'], [], ['read'], null],
  [['*'], ['mail'], ['read', 'exec'], null],
  [['read', 'mail'], ['mail__burn'], ['read', 'mail'], ['mail__send']],
  [['mail__send'], [], ['mail'], ['mail__send']],
])('allow %j and deny %j leave %j with %j', async (allow, deny, names, members) => {
  const left = allowedTools(tools, { allow, deny }, groups);
  expect(left.map(({ name }) => name)).toEqual(names);
  const family = left.find(({ name }) => name === 'mail')?.members;
  const listed = await family?.list(toolContext('/'));
  expect(listed?.map(({ name }) => name) ?? null).toEqual(members);
  for (const member of ['send', 'burn'])
    expect((await family?.run(member, {}, toolContext('/')))?.ok ?? null).toBe(
      members === null ? null : members.includes(`mail__${member}`),
    );
});
