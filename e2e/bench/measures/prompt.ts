import { createGatewayRig } from '../gateway-rig.ts';
import type { Figures } from '../measure.ts';
import { promptParts } from './prompt-parts.ts';

/** What "hi" costs a plan's quota: the whole request that reaches the model, by its parts. */
export async function measurePrompt(): Promise<Figures> {
  const rig = await createGatewayRig('sandbox', { exec: true });
  try {
    const run = await rig.start();
    rig.feishu.user.sendText(rig.app, 'hi', { from: 'person-0' });
    await rig.feishu.waitForMessage((message) => message.sender.kind === 'app');
    await run.stop();
    const request = rig.model.requests[0]?.body;
    if (!request) throw new Error('the model was not asked');
    const parts = promptParts(request);
    return {
      figures: { 'prompt.hiTokens': parts.reduce((sum, part) => sum + part.tokens, 0) },
      notes: parts.map(({ name, chars, tokens }) => `${name}: ${chars} characters, about ${tokens} tokens`),
      samples: {},
    };
  } finally {
    await rig.close();
  }
}
