/** `/queue`: what becomes of messages that arrive while an answer is under way. */
import { queueDrops, queueModes, type QueueDrop, type QueueMode } from '../config/schema/session-modes.ts';
import type { Locale } from '../config/settings.ts';
import type { QueueRules } from '../sessions/queue-mode.ts';
import { choice, duration, keyedWords, nothingMore, wholeNumber } from './arguments.ts';
import type { Bilingual, Command } from './command.ts';

const debounce = { minMs: 0, maxMs: 60_000 };
const cap = { min: 1, max: 1_000 };

export const queueCommand: Command = {
  name: 'queue',
  group: 'behaviour',
  usage: '[steer | followup | collect | interrupt | default] [debounce:2s] [cap:20] [drop:old|new|summarize]',
  help: {
    zh: '回答过程中收到的消息怎么处理',
    en: 'what becomes of messages that arrive while an answer is under way',
  },
  details: {
    zh: '`steer` 在下一步之前告诉正在进行的回答；`followup` 排队，逐条回答；`collect` 合并成一次回答；`interrupt` 停下当前的回答，改答新消息。`debounce`：collect 和 followup 等您停下来多久再开始。`cap`：每人最多排队几条，超出的按 `drop` 处理：`old` 放弃最早的，`new` 放弃新的，`summarize` 缩短最早的。`default` 恢复配置。',
    en: '`steer` tells the running answer before its next step; `followup` answers one after the other; `collect` answers all together; `interrupt` ends the running answer for the new message. `debounce`: how long collect and followup wait for you to pause. `cap`: messages in line for each person; beyond it `drop` leaves out the oldest (`old`), the newest (`new`), or shortens the oldest (`summarize`). `default` goes back to the configuration.',
  },
  examples: ['/queue', '/queue collect debounce:2s', '/queue default'],
  immediate: true,
  access: 'allowed',
  run({ locale, args, session, changeSettings }) {
    const { keyed, rest } = keyedWords(args, ['debounce', 'cap', 'drop']);
    if (args === '') return { text: explain(session.queue, locale) };
    const [word] = rest;
    nothingMore(rest.slice(1));
    const mode = word === undefined ? undefined : choice(word, [...queueModes, 'default']);
    if (mode === 'default') {
      nothingMore(Object.keys(keyed));
      changeSettings({ queue: undefined });
      return {
        text: locale === 'zh' ? '排队方式已恢复为配置。' : 'The queue is back to the configuration.',
      };
    }
    const change = {
      ...(mode !== undefined && { mode }),
      ...(keyed.debounce !== undefined && { debounceMs: duration(keyed.debounce, debounce) }),
      ...(keyed.cap !== undefined && { cap: wholeNumber(keyed.cap, cap) }),
      ...(keyed.drop !== undefined && { drop: choice(keyed.drop, queueDrops) }),
    };
    changeSettings({ queue: { ...session.settings.queue, ...change } });
    return { text: explain({ ...session.queue, ...change }, locale) };
  },
};

const modeTexts: Record<QueueMode, Bilingual> = {
  steer: {
    zh: '回答过程中的新消息会在下一步之前告诉正在进行的回答。',
    en: 'New messages reach the running answer before its next step.',
  },
  followup: { zh: '新消息排队，逐条回答。', en: 'New messages wait and are answered one after the other.' },
  collect: { zh: '等待中的消息合并成一次回答。', en: 'Messages that wait are answered together.' },
  interrupt: {
    zh: '新消息会停下正在进行的回答。',
    en: 'A new message ends the running answer and is answered instead.',
  },
};

const dropTexts: Record<QueueDrop, Bilingual> = {
  old: { zh: '放弃最早的', en: 'the oldest is left out' },
  new: { zh: '放弃新的', en: 'the new one is left out' },
  summarize: { zh: '缩短最早的', en: 'the oldest is shortened' },
};

function explain({ mode, debounceMs, cap: max, drop }: QueueRules, locale: Locale): string {
  const quiet = debounceMs / 1_000;
  const joins = mode === 'collect' || mode === 'followup';
  if (locale === 'zh') {
    const wait = joins && debounceMs > 0 ? `停顿 ${quiet} 秒后开始。` : '';
    return `排队方式：\`${mode}\`。${modeTexts[mode].zh}${wait}每人最多排队 ${max} 条，超出时${dropTexts[drop].zh}。`;
  }
  const wait = joins && debounceMs > 0 ? ` It begins after ${quiet} s of quiet.` : '';
  return `Queue: \`${mode}\`. ${modeTexts[mode].en}${wait} At most ${max} messages wait for each person; beyond that ${dropTexts[drop].en}.`;
}
