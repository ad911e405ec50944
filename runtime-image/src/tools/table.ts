/** Every tool there is, and which of them a configuration leaves to the agent. */
import type { Tool, ToolContext } from '../agent/tool.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { ExecGate } from '../approvals/gate.ts';
import { gatedTool } from '../approvals/gated-tool.ts';
import { execTool } from './exec.ts';
import { applyPatchTool } from './patch/tool.ts';
import { offerExec, type Secrecy } from '../secrecy/verdict.ts';
import { editTool, listTool, readTool, writeTool } from './files.ts';
import type { Shells } from './run-shell.ts';
import type { ToolServices } from './services.ts';
import { allowedTools } from './tool-policy.ts';

const memoryTools = ['memory_search', 'memory_get'];

/** OpenClaw's names for groups of tools */
const groups: Record<string, string[]> = {
  'group:fs': ['read', 'write', 'edit', 'ls', 'apply_patch'],
  'group:runtime': ['exec', 'process'],
  'group:web': ['web_search', 'web_fetch'],
  'group:memory': memoryTools,
  'group:automation': ['cron'],
  'group:messaging': ['message'],
};

export type ToolRoom = {
  environment: Readonly<Record<string, string | undefined>>;
  /** null: nothing is promised, see `offerExec` */
  secrecy: Secrecy | null;
  shells: Shells;
  /** asked before a command runs; absent: nobody is asked */
  gate?: ExecGate;
  /** of rooms with a state of their own, such as subagents; in the order of the prompt */
  roomTools: readonly Tool[];
  /** variables for the programs of a turn, see `execTool` */
  skillEnvironment?: (context: ToolContext) => Record<string, string>;
  /** absent: no web, browser, MCP servers and commands in the background */
  services?: ToolServices;
};

export function toolsFor(
  config: Pick<GatewayConfig, 'exec' | 'toolPolicy'> & Partial<Pick<GatewayConfig, 'memorySearch' | 'cron'>>,
  { environment, secrecy, shells, gate, roomTools, skillEnvironment, services }: ToolRoom,
): Tool[] {
  const tools = [readTool, writeTool, editTool, listTool, applyPatchTool];
  const runsPrograms = offerExec(config.exec.enabled, secrecy).kind === 'offered';
  if (runsPrograms)
    tools.push(execTool(config.exec.timeoutMs, environment, shells, skillEnvironment, services?.jobs));
  tools.push(...(services?.tools(runsPrograms) ?? []));
  const off = [
    ...(config.memorySearch?.enabled === false ? memoryTools : []),
    ...(config.cron?.enabled === false ? ['cron'] : []),
  ];
  tools.push(...roomTools.filter(({ name }) => !off.includes(name)));
  const offered =
    gate === undefined ? tools : tools.map((tool) => (tool.name === 'exec' ? gatedTool(tool, gate) : tool));
  return allowedTools(offered, config.toolPolicy, groups);
}
