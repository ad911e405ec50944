import type { Issue } from './issue.ts';
import { resolveModel, type ResolvedModel } from './models.ts';
import type { GatewayConfig } from './settings.ts';

/**
 * An API form that this gateway does not speak is an error for a primary. A provider that is not configured is a warning, since
 * files from the field name upstream's built-in ones; a turn then says so.
 */
export function checkModels(config: GatewayConfig, issues: Issue[], warnings: Issue[]): void {
  for (const reference of config.imageModels) {
    if (resolveModel(reference, config.providers, config.aliases) !== null) continue;
    const message = `${reference} names no provider of models.providers`;
    warnings.push({ path: 'agents.defaults.imageModel', message });
  }
  for (const agent of Object.values(config.agents)) {
    agent.models.forEach((reference, index) => {
      const found = resolveModel(reference, config.providers, config.aliases);
      const path = `agents: ${index === 0 ? 'the model' : 'a fallback'} of ${agent.id}`;
      if (found === null) {
        warnings.push({ path, message: `${reference} names no provider of models.providers` });
      } else if (found.provider.unsupportedApi !== null) {
        const message = `${reference} speaks ${found.provider.unsupportedApi}; openai-completions and anthropic-messages are supported`;
        (index === 0 ? issues : warnings).push({ path, message });
      } else if (!isListed(found)) {
        const listed = Object.keys(found.provider.models).slice(0, 20).join(', ');
        const message = `${reference} is not among the models of models.providers.${found.provider.id} (${listed}); it is asked for all the same`;
        warnings.push({ path, message });
      }
    });
  }
}

/** Where a provider lists nothing, every name is as good. */
function isListed({ provider, model }: ResolvedModel): boolean {
  return Object.keys(provider.models).length === 0 || Object.hasOwn(provider.models, model.id);
}
