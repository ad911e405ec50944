import { existsSync, mkdirSync } from 'node:fs';
import { findConfig, loadConfig } from '../config-files.ts';
import type { ChannelSettings, GatewayConfig, Locale } from '../config/settings.ts';
import { GatewayStatus } from '../control/status.ts';
import { freeBytes } from '../disk-space.ts';
import { askModel } from '../doctor/ask-model.ts';
import { clockOffset } from '../doctor/clock.ts';
import type { Finding } from '../doctor/finding.ts';
import { judgeClock, judgeConfig, judgeDisk, judgeModel } from '../doctor/judge.ts';
import type { Process } from '../program.ts';
import { readOptions } from './options.ts';
import { findGateway, type RunningGateway } from './running-gateway.ts';

const marks = { ok: '✔', warning: '!', failed: '✘' };

/** Exit code 1 when something failed. Everything is tried, whatever failed before. */
export async function doctor(args: string[], program: Process): Promise<number> {
  const { values } = readOptions(args, { json: { type: 'boolean' } });
  const place = findConfig(program.environment, program.home);
  const loaded = loadConfig(place, program.environment);
  const valid = loaded.kind === 'ok';
  const locale: Locale = valid
    ? loaded.config.locale
    : program.environment.LANG?.startsWith('zh')
      ? 'zh'
      : 'en';
  const found: Finding[] = [];
  const tell = (...findings: Finding[]): void => {
    found.push(...findings);
    if (values.json === true) return;
    for (const { subject, state, says, todo } of findings) {
      program.out(`${marks[state]} ${subject}: ${says[locale]}\n`);
      if (todo !== null) program.out(`    → ${todo[locale]}\n`);
    }
  };
  const issues = valid ? loaded.warnings : loaded.issues;
  tell(...judgeConfig(place.file, valid, issues, existsSync(place.file)));
  mkdirSync(place.stateDir, { recursive: true });
  tell(judgeDisk(freeBytes(place.stateDir), place.stateDir));
  if (valid) {
    const { config } = loaded;
    tell(judgeClock(await firstOffset(config, program.now)));
    const first = new Set(Object.values(config.agents).map(({ models }) => models[0]));
    for (const reference of modelsOf(config))
      tell(
        judgeModel(reference, await askModel(reference, config), first.has(reference) ? 'first' : 'fallback'),
      );
    for (const bot of config.channels) tell(...(await probeChannel(bot)));
    tell(...(await connections(findGateway(program))));
  }
  if (values.json === true) program.out(`${JSON.stringify(found)}\n`);
  return found.some(({ state }) => state === 'failed') ? 1 : 0;
}

const modelsOf = (config: GatewayConfig): string[] => [
  ...new Set(Object.values(config.agents).flatMap(({ models }) => models)),
];

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
  const subject = 'gateway';
  if ((await gateway.probe('/healthz')) === null) {
    const says = { zh: `${gateway.url} 上没有网关在运行。`, en: `No gateway answers on ${gateway.url}.` };
    return [
      {
        subject,
        state: 'warning',
        says,
        todo: { zh: '运行 rockpool-gateway start。', en: 'Run rockpool-gateway start.' },
      },
    ];
  }
  const answer = await gateway
    .call('GET', '/control/status')
    .catch((error: unknown) => (error as Error).message);
  const status = GatewayStatus.safeParse(answer);
  if (!status.success) {
    const text = typeof answer === 'string' ? answer : 'Its status cannot be read.';
    const todo = {
      zh: '确认这份配置属于正在运行的网关。',
      en: 'See that this configuration is that of the running gateway.',
    };
    return [{ subject, state: 'warning', says: { zh: text, en: text }, todo }];
  }
  return status.data.channels.map(({ channel, accountId, state, reason }): Finding => {
    const isUp = state === 'connected';
    const says = isUp
      ? { zh: '长连接已建立。', en: 'The long connection is up.' }
      : { zh: reason || state, en: reason || state };
    const todo = isUp
      ? null
      : { zh: '按上面的提示改正后会自动重连。', en: 'It connects by itself once that is put right.' };
    return { subject: `${channel}/${accountId} connection`, state: isUp ? 'ok' : 'failed', says, todo };
  });
}
