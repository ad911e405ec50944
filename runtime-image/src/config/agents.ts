import { isDingtalk } from './dingtalk.ts';
import { modelReferences } from './models.ts';
import type { Issue } from './issue.ts';
import type { OpenClawFile } from './openclaw-schema.ts';
import type { Agent, Binding } from './settings.ts';
import { placeWorkspace } from './workspace-path.ts';

export type Agents = { agents: Record<string, Agent>; defaultAgentId: string };

type AgentFile = NonNullable<NonNullable<OpenClawFile['agents']>['entries']>[string];

/** Agents from `agents.entries` (a map) and the older `agents.list`; `main` when neither names one. */
export function readAgents(file: OpenClawFile, stateDir: string, issues: Issue[], warnings: Issue[]): Agents {
  const defaults = file.agents?.defaults;
  const declared: { id: string; at: string; entry: AgentFile }[] = [
    ...Object.entries(file.agents?.entries ?? {}).map(([id, entry]) => ({
      id,
      at: `agents.entries.${id}`,
      entry,
    })),
    ...(file.agents?.list ?? []).map((entry, index) => ({
      id: entry.id,
      at: `agents.list[${index}]`,
      entry,
    })),
  ];
  if (declared.length === 0) declared.push({ id: 'main', at: 'agents.defaults', entry: {} });
  const defaultAgentId =
    declared.find(({ entry }) => entry.default === true)?.id ?? declared[0]?.id ?? 'main';
  const agents: Record<string, Agent> = {};
  for (const { id, at, entry } of declared) {
    if (agents[id] !== undefined) issues.push({ path: at, message: `the agent ${id} is declared twice` });
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id))
      issues.push({ path: at, message: 'is not a usable agent id' });
    const isDefault = id === defaultAgentId;
    const placed = placeWorkspace(
      entry.workspace ?? (isDefault ? defaults?.workspace : undefined),
      stateDir,
      isDefault ? 'workspace' : `workspace-${id}`,
    );
    const workspaceAt = entry.workspace === undefined ? 'agents.defaults.workspace' : `${at}.workspace`;
    if (placed.kind === 'refused') {
      issues.push({ path: workspaceAt, message: placed.message });
      continue;
    }
    if (placed.kind === 'mapped')
      warnings.push({ path: workspaceAt, message: `${placed.from} is kept in ${placed.path}` });
    const own = modelReferences(entry.model);
    agents[id] = {
      id,
      name: entry.identity?.name ?? entry.name ?? null,
      theme: entry.identity?.theme ?? null,
      models: own.length > 0 ? own : modelReferences(defaults?.model),
      workspace: placed.path,
      ...readShown(entry, defaults),
    };
  }
  return { agents, defaultAgentId };
}

function readShown(
  entry: AgentFile,
  defaults: NonNullable<OpenClawFile['agents']>['defaults'],
): Pick<Agent, 'thinking' | 'reasoning' | 'verbose'> {
  const thinking = entry.thinkingDefault ?? defaults?.thinkingDefault;
  const reasoning = entry.reasoningDefault ?? defaults?.reasoningDefault;
  const verbose = entry.verboseDefault ?? defaults?.verboseDefault;
  return { ...(thinking && { thinking }), ...(reasoning && { reasoning }), ...(verbose && { verbose }) };
}

export function readBindings(file: OpenClawFile, agents: Agents['agents'], issues: Issue[]): Binding[] {
  return (file.bindings ?? []).map(({ agentId, match }, index) => {
    if (agents[agentId] === undefined)
      issues.push({ path: `bindings[${index}].agentId`, message: `no agent ${agentId} is declared` });
    const kind = match.peer?.kind === 'direct' || match.peer?.kind === 'dm' ? 'direct' : 'group';
    return {
      agentId,
      channel: match.channel === 'lark' ? 'feishu' : isDingtalk(match.channel) ? 'dingtalk' : match.channel,
      accountId: match.accountId ?? null,
      peer: match.peer === undefined ? null : { kind, id: match.peer.id },
    };
  });
}
