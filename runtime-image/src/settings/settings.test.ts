import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InboundMessage } from '../channels/channel.ts';
import { testGateway } from '../testing/test-gateway.ts';

const open = {
  appId: 'cli_test',
  appSecret: 'app-secret-for-tests',
  dmPolicy: 'open' as const,
  allowFrom: ['*'],
};
const one = await testGateway({ openclaw: { channels: { feishu: open } } });
const { model, ask, promptOf } = one;

/** What the tool answers when the model calls it in a turn. */
async function config(input: object, more: Partial<InboundMessage> = {}): Promise<string> {
  const args = { name: 'config', input } as never;
  model.queue({ answer: { steps: [{ type: 'tool', name: 'more_tools', arguments: args }] } });
  await ask('change it', more);
  return promptOf().at(-1)!.content;
}
const inForce = () => one.gateway.config();

describe('settings by talking', () => {
  it('count at once, after a restart too, and go back when they are unset', async () => {
    const path = 'agents.defaults.model.primary';
    expect(await config({ action: 'set', path, value: 'sandbox/glm-4.5-air' })).toBe(
      `${path}: "sandbox/glm-4.7" → "sandbox/glm-4.5-air". In force now; no restart is needed.`,
    );
    expect(inForce().agents.main?.models[0]).toBe('sandbox/glm-4.5-air');
    await one.restart();
    expect(inForce().agents.main?.models[0]).toBe('sandbox/glm-4.5-air');
    await config({ action: 'unset', path });
    expect(inForce().agents.main?.models[0]).toBe('sandbox/glm-4.7');
    expect(readFileSync(path_('settings.json.bak'), 'utf8')).toContain('glm-4.5-air');
  });

  it('that the parser refuses change nothing, and the answer says what is wrong', async () => {
    expect(await config({ action: 'set', path: 'timeZone', value: 'Mars/Base' })).toContain(
      'Not changed: rockpool.json timeZone Mars/Base is not a time zone',
    );
    expect(
      await config({ action: 'set', path: 'agents.defaults.model.primary', value: 'nobody/x' }),
    ).toContain('names no provider');
    // it would be asked for with every message until somebody sees why nothing answers
    expect(
      await config({ action: 'set', path: 'agents.defaults.model.primary', value: 'sandbox/misspelt' }),
    ).toContain('Not changed: agents: the model of main sandbox/misspelt is not among the models');
    expect(await config({ action: 'set', path: 'locale', value: { deep: true } })).toContain('Not changed:');
    expect(await config({ action: 'get' })).toBe('Nothing was changed by talking yet.');
  });

  it('of the platform are refused with the reason, and wrong names hear what is near', async () => {
    expect(await config({ action: 'set', path: 'gateway.auth.token', value: 'x' })).toContain(
      'belongs to the platform',
    );
    expect(await config({ action: 'set', path: 'exec.enabled', value: true })).toContain('is a limit');
    expect(await config({ action: 'set', path: 'agents.defaults.modell', value: 'x' })).toContain(
      'agents.defaults.model',
    );
  });

  it('are the owner’s alone, and secrets are set without being shown again', async () => {
    const stranger = {
      sender: { id: 'ou_other', name: 'Bo' },
      chat: { id: 'oc_b', kind: 'direct' as const, threadId: null },
    };
    expect(await config({ action: 'set', path: 'locale', value: 'zh' }, stranger)).toContain(
      'Only the owner',
    );
    const inGroup = { chat: { id: 'oc_g', kind: 'group' as const, threadId: null }, mentionsBot: true };
    expect(await config({ action: 'set', path: 'locale', value: 'zh' }, inGroup)).toContain('Not in a group');
    const path = 'skills.entries.gemini.apiKey';
    expect(await config({ action: 'set', path, value: 'key-of-the-owner' })).toContain(
      '(not set) → (set, not shown)',
    );
    expect(await config({ action: 'get', path })).not.toContain('key-of-the-owner');
    expect(await config({ action: 'get', path: 'models.providers.sandbox' })).not.toContain('sk-sandbox');
    expect(inForce().secrets).toContain('key-of-the-owner');
  });

  it('written by a program, however wrong, neither stop the gateway nor widen anything', async () => {
    writeFileSync(
      path_('settings.json'),
      JSON.stringify({ timeZone: 'Mars/Base', 'gateway.auth.token': 'evil-token' }),
    );
    await one.restart();
    expect(inForce()).toMatchObject({
      timeZone: 'Asia/Shanghai',
      http: { token: 'gateway-token-for-tests' },
    });
  });
});

const path_ = (name: string): string => path.join(one.stateDir, name);
