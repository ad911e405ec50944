/** Measured values → findings, and what to do about each. Pure. */
import type { Bilingual } from '../commands/command.ts';
import type { Issue } from '../config.ts';
import type { ModelFailure } from '../model-errors.ts';
import type { Finding } from './finding.ts';

const mebibyte = 1_048_576;
const diskLowBytes = 200 * mebibyte;
const diskFullBytes = 8 * mebibyte;
const clockOffMs = 60_000;
/** from here on signatures and tokens are refused */
const clockWrongMs = 300_000;

export function judgeDisk(freeBytes: number | null, folder: string): Finding {
  const subject = 'disk';
  if (freeBytes === null) {
    const says = { zh: `读不到 ${folder} 的剩余空间。`, en: `The free space of ${folder} cannot be read.` };
    return {
      subject,
      state: 'warning',
      says,
      todo: { zh: '确认目录存在且可读。', en: 'See that the folder is there and readable.' },
    };
  }
  const free = Math.floor(freeBytes / mebibyte);
  const says = { zh: `${folder} 剩余 ${free} MiB。`, en: `${free} MiB are free in ${folder}.` };
  if (freeBytes >= diskLowBytes) return { subject, state: 'ok', says, todo: null };
  const todo = {
    zh: '删除不用的文件，或换更大的磁盘。',
    en: 'Delete what is not needed, or take a larger disk.',
  };
  return { subject, state: freeBytes < diskFullBytes ? 'failed' : 'warning', says, todo };
}

/** @param offsetMs by how much this machine is ahead of a server; null when no server told its time */
export function judgeClock(offsetMs: number | null): Finding {
  const subject = 'clock';
  if (offsetMs === null) {
    const says = { zh: '没有服务器可以对时。', en: 'No server told its time.' };
    return { subject, state: 'warning', says, todo: { zh: '先检查网络。', en: 'Check the network first.' } };
  }
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  if (Math.abs(offsetMs) < clockOffMs)
    return { subject, state: 'ok', says: { zh: '时间准确。', en: 'The clock is right.' }, todo: null };
  const says = {
    zh: `本机时间${offsetMs > 0 ? '快' : '慢'}了 ${seconds} 秒。`,
    en: `This machine is ${seconds} s ${offsetMs > 0 ? 'ahead' : 'behind'}.`,
  };
  const todo = { zh: '开启时间同步（NTP）。', en: 'Switch time synchronisation (NTP) on.' };
  return { subject, state: Math.abs(offsetMs) < clockWrongMs ? 'warning' : 'failed', says, todo };
}

export const filesOfPlatform: Finding = {
  subject: 'configuration',
  state: 'ok',
  todo: null,
  says: {
    zh: '由平台提供，在这里看不到；平台的页面会检查它。',
    en: 'The platform gives it; it cannot be seen here, and the platform’s pages check it.',
  },
};

/** @param isThere the file itself, whatever is in it */
export function judgeConfig(
  place: string,
  valid: boolean,
  issues: readonly Issue[],
  isThere = true,
): Finding[] {
  const subject = 'configuration';
  const mayStay = {
    zh: '不影响启动；不希望这样时再改。',
    en: 'The gateway starts all the same; change it if that is not what you want.',
  };
  const todo = isThere
    ? {
        zh: '改正后运行 rockpool-gateway config validate。',
        en: 'Correct it, then run rockpool-gateway config validate.',
      }
    : {
        zh: '运行 rockpool-gateway onboard 写一份，或用 OPENCLAW_CONFIG_PATH 指定位置。',
        en: 'Run rockpool-gateway onboard to write one, or say where it is by OPENCLAW_CONFIG_PATH.',
      };
  const told = issues.map(({ path, message }): Finding => {
    const text = `${path === '' ? '' : `${path}: `}${message}`;
    return {
      subject,
      state: valid ? 'warning' : 'failed',
      says: { zh: text, en: text },
      todo: valid ? mayStay : todo,
    };
  });
  if (!isThere) {
    const says = { zh: `没有 ${place}。`, en: `There is no ${place}.` };
    return [{ subject, state: 'failed', says, todo }];
  }
  if (!valid) return told;
  return [
    { subject, state: 'ok', says: { zh: `${place} 有效。`, en: `${place} is valid.` }, todo: null },
    ...told,
  ];
}

/** @param reference empty where none is configured @param place a fallback that fails is a warning: the model before it answers */
export function judgeModel(
  reference: string,
  failure: ModelFailure | null,
  place: 'first' | 'fallback',
): Finding {
  const subject = `model ${reference}`.trim();
  if (failure === null)
    return { subject, state: 'ok', says: { zh: '已回答。', en: 'It answered.' }, todo: null };
  const state = place === 'first' ? 'failed' : 'warning';
  return { subject, state, says: failure.sentence, todo: modelTodo(failure) };
}

function modelTodo({ kind, retryable }: ModelFailure): Bilingual {
  if (kind === 'not_configured')
    return {
      zh: '在 models.providers 里写上模型服务，再用 agents.defaults.model.primary（<服务>/<模型>）选定；rockpool-gateway onboard 可以写出来。',
      en: 'Put its service into models.providers and choose it by agents.defaults.model.primary (<service>/<model>); rockpool-gateway onboard writes both.',
    };
  if (kind === 'no_balance' || kind === 'plan_expired' || kind === 'plan_limit')
    return {
      zh: '配置没有问题：续费、充值或等额度恢复，或在 agents.defaults.model.fallbacks 里加一个备用模型。',
      en: 'The configuration is right: renew, top up or wait for the limit to end, or add a model to agents.defaults.model.fallbacks.',
    };
  if (kind === 'unreachable' || kind === 'timeout')
    return {
      zh: '检查网络和 models.providers 里的地址。',
      en: 'Check the network, and the address in models.providers.',
    };
  if (retryable)
    return {
      zh: '配置没有问题，稍后再运行一次；常常如此就加一个备用模型（agents.defaults.model.fallbacks）。',
      en: 'The configuration is right; run this again later. If it happens often, add a model to agents.defaults.model.fallbacks.',
    };
  return {
    zh: '改正 models.providers 里的地址、密钥或模型名。',
    en: 'Correct address, key or model in models.providers.',
  };
}

/** Of a platform that refused or was not reached. @param place where its credentials stand */
export function platformTodo(why: 'credentials' | 'network' | 'other', place: string): Bilingual {
  switch (why) {
    case 'credentials':
      return { zh: `改正 ${place} 里的凭证。`, en: `Correct the credentials in ${place}.` };
    case 'network':
      return {
        zh: '检查这台机器的网络，再运行一次。',
        en: 'Check the network of this machine, then run this again.',
      };
    case 'other':
      return { zh: '照上面的提示处理，再运行一次。', en: 'Do what it says above, then run this again.' };
  }
}

export function judgeScopes(
  subject: string,
  granted: readonly string[] | null,
  needed: readonly string[],
): Finding {
  if (granted === null) {
    const says = { zh: '读不到已开通的权限。', en: 'The granted scopes cannot be read.' };
    const todo = {
      zh: '开通 application:application:self_manage 后可检查；也可以在控制台里核对。',
      en: 'Grant application:application:self_manage to have them checked, or compare them in the console.',
    };
    return { subject, state: 'warning', says, todo };
  }
  const missing = needed.filter((scope) => !granted.includes(scope));
  if (missing.length === 0)
    return {
      subject,
      state: 'ok',
      says: { zh: '需要的权限都已开通。', en: 'All needed scopes are granted.' },
      todo: null,
    };
  const list = missing.join(', ');
  const says = { zh: `缺少权限：${list}`, en: `Scopes are missing: ${list}` };
  const todo = {
    zh: '在开发者后台开通后发布新版本。',
    en: 'Grant them in the developer console, then publish a version.',
  };
  return { subject, state: 'failed', says, todo };
}
