import { existsSync, mkdirSync } from 'node:fs';
import { findConfig, loadConfig } from '../config-files.ts';
import type { ChannelSettings, GatewayConfig } from '../config/settings.ts';
import { GatewayStatus } from '../control/status.ts';
import { freeBytes } from '../disk-space.ts';
import { askModel } from '../doctor/ask-model.ts';
import { clockOffset } from '../doctor/clock.ts';
import type { Finding } from '../doctor/finding.ts';
import { judgeConnections, judgeReadiness, noChannels, noGateway } from '../doctor/judge-gateway.ts';
import { filesOfPlatform, judgeClock, judgeConfig, judgeDisk, judgeModel } from '../doctor/judge.ts';
import { modelNotConfigured } from '../model-errors.ts';
import type { Process } from '../program.ts';
import { CliError } from './command.ts';
import { shellLocale } from './locale.ts';
import { readOptions } from './options.ts';
import { platformGives } from './platform-files.ts';
import { findGateway, readinessOf, type RunningGateway } from './running-gateway.ts';

const marks = { ok: '✔', warning: '!', failed: '✘' };

/** Exit code 1 when something failed. Everything is tried, whatever failed before. */
export async function doctor(args: string[], program: Process): Promise<number> {
  const { values } = readOptions(args, { json: { type: 'boolean' } });
  const { environment } = program;
  const place = findConfig(environment, program.home);
  const isPlatforms = platformGives(environment);
  const loaded = isPlatforms ? null : loadConfig(place, environment);
  const config = loaded?.kind === 'ok' ? loaded.config : null;
  const locale = config?.locale ?? shellLocale(environment);
  const found: Finding[] = [];
  const tell = (...findings: Finding[]): void => {
    found.push(...findings);
    if (values.json === true) return;
    for (const { subject, state, says, todo } of findings) {
      program.out(`${marks[state]} ${subject}: ${says[locale]}\n`);
      if (todo !== null) program.out(`    → ${todo[locale]}\n`);
    }
  };
  if (loaded === null) tell(filesOfPlatform);
  else {
    const issues = loaded.kind === 'ok' ? loaded.warnings : loaded.issues;
    tell(...judgeConfig(place.file, loaded.kind === 'ok', issues, existsSync(place.file)));
  }
  mkdirSync(place.stateDir, { recursive: true });
  tell(judgeDisk(freeBytes(place.stateDir), place.stateDir));
  const gateway = findGateway(program);
  if (config !== null) {
    tell(judgeClock(await firstOffset(config, program.now)));
    tell(...(await models(config)));
    if (config.channels.length === 0) tell(noChannels);
    for (const bot of config.channels) tell(...(await probeChannel(bot)));
    tell(...(await connections(gateway)));
  } else if (isPlatforms) tell(await readiness(gateway));
  if (values.json === true) program.out(`${JSON.stringify(found)}\n`);
  return found.some(({ state }) => state === 'failed') ? 1 : 0;
}

async function models(config: GatewayConfig): Promise<Finding[]> {
  const lists = Object.values(config.agents).map((agent) => agent.models);
  const first = new Set(lists.map(([reference]) => reference));
  const findings: Finding[] = first.has(undefined) ? [judgeModel('', modelNotConfigured(''), 'first')] : [];
  for (const reference of new Set(lists.flat())) {
    const place = first.has(reference) ? 'first' : 'fallback';
    findings.push(judgeModel(reference, await askModel(reference, config), place));
  }
  return findings;
}

async function firstOffset(config: GatewayConfig, now: () => number): Promise<number | null> {
  for (const { baseUrl } of Object.values(config.providers)) {
    const offset = await clockOffset(baseUrl, now);
    if (offset !== null) return offset;
  }
  return null;
}

/** A channel's code is loaded for what is configured only. */
async function probeChannel(bot: ChannelSettings): Promise<Finding[]> {
  switch (bot.channel) {
    case 'feishu':
      return (await import('../channels/feishu/probe.ts')).probeFeishu(bot.account);
    case 'dingtalk':
      return (await import('../channels/dingtalk/probe.ts')).probeDingtalk(bot.account);
  }
}

/** What the running gateway says of its bots. */
async function connections(gateway: RunningGateway): Promise<Finding[]> {
  if ((await gateway.probe('/healthz')) === null) return [noGateway(gateway.url)];
  try {
    return judgeConnections(await gateway.call('GET', '/control/status', GatewayStatus));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return judgeConnections(error.message);
  }
}

/** All that can be asked where the token is the platform's. */
async function readiness(gateway: RunningGateway): Promise<Finding> {
  const answer = await gateway.probe('/readyz');
  return answer === null ? noGateway(gateway.url) : judgeReadiness(readinessOf(answer.text));
}
