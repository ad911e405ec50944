/** image: a look at a picture of the workspace, by a model that sees. */
import { lookAt } from '../agent/describe-image.ts';
import type { TokenUsage } from '../agent/messages.ts';
import type { ModelStream } from '../agent/model.ts';
import type { Tool } from '../agent/tool.ts';
import { seeingTargets } from '../config/models.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { textArgument } from './arguments.ts';
import { reachFor } from './file-reach.ts';
import { readImage } from './read-image.ts';

export type Eyes = {
  config(): GatewayConfig;
  streamModel: ModelStream;
  spent(reference: string, usage: TokenUsage): void;
};

const questionCharsMax = 2_000;

export function imageTool({ config, streamModel, spent }: Eyes): Tool {
  return {
    name: 'image',
    rare: true,
    description: 'Look at a picture of the workspace and answer a question about it.',
    parameters: {
      type: 'object',
      properties: {
        path: { type: 'string' },
        question: { type: 'string', description: 'default: describe it' },
      },
      required: ['path'],
    },
    async run(input, context) {
      const { workspace, agentId, signal } = context;
      const path = textArgument(input, 'path');
      const question =
        input.question === undefined
          ? 'Describe this picture.'
          : textArgument(input, 'question').slice(0, questionCharsMax);
      const targets = seeingTargets(config(), agentId);
      if (targets.length === 0) {
        const output =
          'No model that sees is configured: set agents.defaults.imageModel in openclaw.json to one, e.g. "zhipu/glm-4.6v".';
        return { output, ok: false };
      }
      const reached = await reachFor(context, path, 'read');
      if (reached.kind === 'refused') return { output: reached.message, ok: false };
      const found = await readImage(workspace, path);
      if (found.kind === 'refused') return { output: found.message, ok: false };
      const look = await lookAt({ images: [found.image], question, targets, streamModel, signal, spent });
      if (look.kind === 'seen') return { output: look.text || '(nothing was said of it)', ok: true };
      return { output: `It could not be looked at: ${look.failure.sentence.en}`, ok: false };
    },
  };
}
