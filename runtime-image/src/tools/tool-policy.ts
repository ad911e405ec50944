/** Which tools `tools.allow` and `tools.deny` leave. Pure. */
import type { Tool } from '../agent/tool.ts';
import type { GatewayConfig } from '../config/settings.ts';

/** what a tool does besides, so that it is no way round a refusal */
const doesAlso: Readonly<Record<string, readonly string[]>> = { apply_patch: ['write', 'edit'] };

/** @param groups names of tools by the group's name */
export function allowedTools(
  tools: readonly Tool[],
  { allow, deny }: GatewayConfig['toolPolicy'],
  groups: Readonly<Record<string, string[]>>,
): Tool[] {
  const named = (list: readonly string[], name: string): boolean =>
    list.some((entry) => entry === '*' || entry === name || (groups[entry]?.includes(name) ?? false));
  const isDenied = (name: string): boolean =>
    named(deny, name) || (doesAlso[name] ?? []).some((other) => named(deny, other));
  const allowsAll = allow === null || allow.length === 0;
  return tools.flatMap((tool) => {
    if (isDenied(tool.name)) return [];
    const wholly = allowsAll || named(allow, tool.name);
    if (tool.members === undefined) return wholly ? [tool] : [];
    const prefix = `${tool.name}__`;
    if (!wholly && !allow.some((entry) => entry.startsWith(prefix))) return [];
    return [restricted(tool, (name) => (wholly || named(allow, name)) && !named(deny, name))];
  });
}

function restricted(tool: Tool, isAllowed: (name: string) => boolean): Tool {
  const { members } = tool;
  if (members === undefined) return tool;
  return {
    ...tool,
    members: {
      list: async (context) => (await members.list(context)).filter(({ name }) => isAllowed(name)),
      run: (member, input, context) =>
        isAllowed(`${tool.name}__${member}`)
          ? members.run(member, input, context)
          : Promise.resolve({ output: `${tool.name} has no tool ${member} that may be used.`, ok: false }),
    },
  };
}
