/** Tools with something to keep between turns: what was read of the web, commands in the background, a browser, MCP servers. */
import path from 'node:path';
import type { Tool } from '../agent/tool.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { createJobs, type Jobs } from './background-jobs.ts';
import { createBrowser } from './browser/browser.ts';
import { browserTool } from './browser/tool.ts';
import { createMcpServers } from './mcp/servers.ts';
import { processTool } from './process.ts';
import type { Shells } from './run-shell.ts';
import { webFetchTool, type PageCache } from './web/fetch.ts';
import { webSearchTool } from './web/search.ts';

export type ToolServices = {
  jobs: Jobs;
  /** @param runsPrograms whether `exec` is offered, which what starts programs depends on */
  tools(runsPrograms: boolean): readonly Tool[];
  /** Resolves when no program of theirs runs any more. */
  stop(): Promise<void>;
};

export type ServicesRoom = {
  config(): Pick<GatewayConfig, 'locale' | 'timeZone' | 'web' | 'browser' | 'mcp'>;
  environment: Readonly<Record<string, string | undefined>>;
  shells: Shells;
  stateDir: string;
  now(): number;
};

export function openToolServices(room: ServicesRoom): ToolServices {
  const { now, config, environment, shells } = room;
  const jobs = createJobs(now);
  const pages: PageCache = new Map();
  const browser = createBrowser({ config, environment, shells, folder: path.join(room.stateDir, 'browser') });
  const useBrowser = browserTool({ browser, allow: () => config().web.allowHosts, now });
  const servers = createMcpServers({ environment, shells, allow: () => config().web.allowHosts });
  return {
    jobs,
    tools(runsPrograms) {
      const { web, locale, browser: settings, mcp } = config();
      const tools: Tool[] = [];
      if (web.fetch.enabled) tools.push(webFetchTool(web, pages, now));
      if (web.search.enabled) tools.push(webSearchTool(web, locale));
      if (runsPrograms) tools.push(processTool(jobs, now));
      if (runsPrograms && settings.enabled) tools.push(useBrowser);
      tools.push(...servers.tools(mcp, runsPrograms));
      return tools;
    },
    async stop() {
      await Promise.all([jobs.stop(), browser.close(), servers.stop()]);
    },
  };
}
