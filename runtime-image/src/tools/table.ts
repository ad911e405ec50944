/** Every tool there is, and which of them a configuration leaves to the agent. */
import type { Tool } from '../agent/tool.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { execTool } from './exec.ts';
import { editTool, listTool, readTool, writeTool } from './files.ts';

/** OpenClaw's names for groups of tools */
const groups: Record<string, string[]> = {
  'group:fs': ['read', 'write', 'edit', 'ls'],
  'group:runtime': ['exec'],
};

export function toolsFor(
  config: Pick<GatewayConfig, 'exec' | 'toolPolicy'>,
  environment: Readonly<Record<string, string | undefined>>,
): Tool[] {
  const tools = [readTool, writeTool, editTool, listTool];
  if (config.exec.enabled) tools.push(execTool(config.exec.timeoutMs, environment));
  const named = (list: readonly string[], name: string): boolean =>
    list.some((entry) => entry === '*' || entry === name || (groups[entry]?.includes(name) ?? false));
  const { allow, deny } = config.toolPolicy;
  return tools.filter(
    ({ name }) => (allow === null || allow.length === 0 || named(allow, name)) && !named(deny, name),
  );
}
