import { describe, expect, it } from 'vitest';
import { moreToolsName, specsOf, unwrapCall } from './more-tools.ts';
import { runTool } from './run-tool.ts';
import { toolContext } from './testing.ts';
import type { Tool } from './tool.ts';

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  description: `Do ${name} well: it is worth it.`,
  parameters: { type: 'object', properties: { x: { type: 'number' } } },
  run: (input) => Promise.resolve({ output: `${name} ${JSON.stringify(input)}`, ok: true }),
  ...more,
});
const family = tool('mail', {
  rare: true,
  members: {
    list: () => Promise.resolve([{ name: 'mail__send', description: 'Send a letter.', parameters: {} }]),
    run: (member, input) => Promise.resolve({ output: `${member} ${JSON.stringify(input)}`, ok: true }),
  },
});
const tools = [tool('often'), tool('seldom', { rare: true }), tool('draw', { rare: true }), family];
const call = (input: unknown) => ({ id: '1', name: moreToolsName, input: JSON.stringify(input) });
const ask = (input: unknown) => runTool(unwrapCall(call(input), tools), tools, toolContext('/tmp'));

describe('rare tools', () => {
  it('cost the prompt one description with a few words each, and nothing where there are none', () => {
    expect(specsOf(tools).map(({ name }) => name)).toEqual(['often', moreToolsName]);
    expect(specsOf(tools)[1]!.description).toContain('seldom (do seldom well), draw (do draw well), mail (');
    expect(specsOf(tools)).toBe(specsOf(tools));
    expect(specsOf([tools[0]!]).map(({ name }) => name)).toEqual(['often']);
  });

  it('are described when they are named', async () => {
    expect(await ask({ name: 'seldom' })).toEqual({
      output:
        'seldom: Do seldom well: it is worth it.\ninput: {"type":"object","properties":{"x":{"type":"number"}}}',
      ok: true,
    });
  });

  it.each([
    ['an object', { name: 'seldom', input: { x: 1 } }],
    ['a text', { name: 'seldom', input: '{"x":1}' }],
    ['beside the name', { name: 'seldom', x: 1 }],
  ])('are called with an input that is %s, under their own name', async (_, input) => {
    expect(unwrapCall(call(input), tools)).toEqual({ id: '1', name: 'seldom', input: '{"x":1}' });
    expect((await ask(input)).output).toBe('seldom {"x":1}');
  });

  it.each([[{}], [{ name: 5 }], [{ name: 'nothing' }], [{ name: 'nothing', input: {} }], [[1]]])(
    'asked for by %j are named, nothing is called',
    async (input) => {
      const { output, ok } = await ask(input);
      expect(ok).toBe(false);
      expect(output).toMatch(/There are seldom, draw, mail\.|must be one JSON object/);
    },
  );

  it('of a family are listed, described and called by their whole names', async () => {
    expect((await ask({ name: 'mail' })).output).toBe('Tools:\nmail__send: Send a letter');
    expect((await ask({ name: 'mail__send' })).output).toBe('mail__send: Send a letter.\ninput: {}');
    expect((await ask({ name: 'mail__burn' })).output).toContain('mail has no tool burn');
    expect((await ask({ name: 'mail__send', input: { to: 'x' } })).output).toBe('send {"to":"x"}');
  });

  it('called by their own name, as the transcript shows them, work too', async () => {
    const direct = await runTool({ id: '1', name: 'seldom', input: '{}' }, tools, toolContext('/tmp'));
    expect(direct.output).toBe('seldom {}');
  });
});
