/**
 * How the sandbox model understands wishes for scheduled tasks and questions to memory: a few forms, by patterns, so that a person can
 * see a task made and delivered. It thinks no more of time than these lines say; anything else it does not take for a wish.
 */
import { numberZh, readNumberZh } from './chinese-number.ts';

export type Wish = { tool: 'cron' | 'memory_search'; input: Record<string, string> };

/** @param said the words of the person; @param today `YYYY-MM-DD` of the prompt, empty when it does not say */
export function readWish(said: string, today: string): Wish | null {
  // in a group each message begins with the name of its sender
  const text = said.replace(/^\[[^\]\n]{1,60}\]\s*/, '').trim();
  const memory = /^(?:搜索|查找|查一下)?记忆[:：\s]*(.+)$|^search (?:your )?memory for (.+)$/is.exec(text);
  if (memory !== null)
    return { tool: 'memory_search', input: { query: (memory[1] ?? memory[2] ?? '').trim() } };
  if (
    /^(?:我的|列出|查看)?(?:所有)?(?:定时任务|提醒)(?:列表)?[?？。]?$|^(?:list|show) (?:my |all )?(?:scheduled )?tasks\.?$/i.test(
      text,
    )
  )
    return { tool: 'cron', input: { action: 'list' } };
  const removed = /^(?:删除|取消)(?:定时)?任务\s*([a-z0-9]{6})$|^remove task ([a-z0-9]{6})$/i.exec(text);
  if (removed !== null)
    return { tool: 'cron', input: { action: 'remove', id: removed[1] ?? removed[2] ?? '' } };
  const { words, to } = splitTarget(text);
  const when = readWhen(words, today);
  if (when === null || when.task === '') return null;
  const reminder = /^(?:请)?提醒我?[:：]?\s*(.+)$|^remind me (?:to |that )?(.+)$/is.exec(when.task);
  const what: Record<string, string> =
    reminder === null ? { message: when.task } : { say: (reminder[1] ?? reminder[2] ?? '').trim() };
  return { tool: 'cron', input: { action: 'add', when: when.when, ...what, ...(to === '' ? {} : { to }) } };
}

/** `，推送到这个群`, `，推送到 webhook https://…` at the end say where the result goes. */
function splitTarget(text: string): { words: string; to: string } {
  const webhook =
    /[,，。;；\s]*(?:并|然后|再)?(?:推送|发送|发)(?:到|给)\s*(?:webhook|机器人)?\s*[:：]?\s*(https?:\/\/\S+)\s*$/i.exec(
      text,
    ) ??
    /[,;\s]*(?:and )?(?:send|push|post)(?: it)? to (?:the )?(?:webhook )?(https?:\/\/\S+)\s*$/i.exec(text);
  if (webhook?.[1] !== undefined) return { words: text.slice(0, webhook.index), to: webhook[1] };
  const here =
    /[,，。;；\s]*(?:并|然后|再)?(?:推送|发送|发)(?:到|给|在)?(?:这个群|本群|群里|这里|我)[。!！]?\s*$/.exec(
      text,
    ) ??
    /[,;\s]*(?:and )?(?:send|push|post)(?: it)? (?:here|to (?:this (?:group|chat)|me))\.?\s*$/i.exec(text);
  return here === null ? { words: text, to: '' } : { words: text.slice(0, here.index), to: 'here' };
}

type When = { when: string; task: string };

// one written digit is minutes only before 分: 九点一起跑步 begins at nine
const minuteZh =
  '半|一刻|三刻|[零〇]?[一二三四五六七八九](?=\\s*分)|\\d{1,2}|[二三四五]?十[一二三四五六七八九]?';
const clockZh = `(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上)?\\s*(${numberZh})\\s*(?:[:：点]\\s*(${minuteZh})?\\s*分?)`;
const clockEn = '(\\d{1,2})(?::(\\d{2}))?\\s*(am|pm)?';
const weekdaysZh = '一二三四五六日';
const weekdaysEn = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function readWhen(text: string, today: string): When | null {
  let match = new RegExp(
    `^(?:请)?(?:在|过)?\\s*(\\d+|${numberZh})\\s*(分钟|个?小时|秒|天)\\s*(?:之?后|以后)\\s*(.+)$`,
    's',
  ).exec(text);
  if (match !== null)
    return { when: `in ${readNumberZh(match[1] ?? '')}${unit(match[2])}`, task: trim(match[3]) };
  match = new RegExp(`^(?:请)?每隔?\\s*(\\d+|${numberZh})?\\s*(分钟|个?小时)\\s*(.+)$`, 's').exec(text);
  if (match !== null)
    return { when: `every ${readNumberZh(match[1] ?? '1')}${unit(match[2])}`, task: trim(match[3]) };
  match = new RegExp(
    `^(?:请)?(每天|每日|每个?工作日|工作日|每周[${weekdaysZh}天]|每月\\s*(?:${numberZh})\\s*[号日])\\s*${clockZh}\\s*(.+)$`,
    's',
  ).exec(text);
  if (match !== null) {
    const [hour, minute] = timeZh(match[2], match[3], match[4]);
    return { when: `${minute} ${hour} ${daysZh(match[1] ?? '')}`, task: trim(match[5]) };
  }
  match = new RegExp(`^(?:请)?(今天|明天)?\\s*${clockZh}\\s*((?:请)?提醒.+)$`, 's').exec(text);
  if (match !== null) {
    const [hour, minute] = timeZh(match[2], match[3], match[4]);
    const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    const at = match[1] === '明天' && today !== '' ? `${dayAfter(today)} ${time}` : time;
    return { when: at, task: trim(match[5]) };
  }
  match = /^(?:remind me )?in (\d+) (minute|hour|second|day)s?,? (?:to )?(.+)$/is.exec(text);
  if (match !== null) {
    const task = /^remind/i.test(text) ? `remind me to ${trim(match[3])}` : trim(match[3]);
    return { when: `in ${match[1]}${(match[2] ?? 'm')[0]!.toLowerCase()}`, task };
  }
  match = /^every (\d+ )?(minute|hour)s?,? (.+)$/is.exec(text);
  if (match !== null)
    return {
      when: `every ${match[1]?.trim() ?? 1}${(match[2] ?? 'm')[0]!.toLowerCase()}`,
      task: trim(match[3]),
    };
  match = new RegExp(`^every (day|weekday|${weekdaysEn.join('|')}) at ${clockEn},? (.+)$`, 'is').exec(text);
  if (match === null) return null;
  const isPm = match[4]?.toLowerCase() === 'pm';
  const hour = (Number(match[2]) % (match[4] === undefined ? 24 : 12)) + (isPm ? 12 : 0);
  const day = (match[1] ?? '').toLowerCase();
  const days =
    day === 'day' ? '* * *' : day === 'weekday' ? '* * 1-5' : `* * ${(weekdaysEn.indexOf(day) + 1) % 7}`;
  return { when: `${Number(match[3] ?? 0)} ${hour} ${days}`, task: trim(match[5]) };
}

const quarters: Record<string, number> = { 一刻: 15, 半: 30, 三刻: 45 };

function timeZh(part = '', hour = '0', minute = '0'): [number, number] {
  const isAfternoon = ['下午', '傍晚', '晚上'].includes(part) || (part === '中午' && readNumberZh(hour) < 11);
  const shown = readNumberZh(hour) % 24;
  return [isAfternoon && shown < 12 ? shown + 12 : shown, quarters[minute] ?? readNumberZh(minute)];
}

function daysZh(days: string): string {
  const ofMonth = new RegExp(`^每月\\s*(${numberZh})`).exec(days)?.[1];
  if (ofMonth !== undefined) return `${readNumberZh(ofMonth)} * *`;
  if (days.includes('工作日')) return '* * 1-5';
  const weekday = weekdaysZh.indexOf(days.replace('天', '日').at(-1) ?? '');
  return days.startsWith('每周') ? `* * ${(weekday + 1) % 7}` : '* * *';
}

function unit(word = ''): string {
  return word.includes('小时') ? 'h' : word === '秒' ? 's' : word === '天' ? 'd' : 'm';
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function trim(text = ''): string {
  return text.trim().replace(/^[,，、\s]+|[。!！.\s]+$/g, '');
}

/** What a run of a task is to do, without what the gateway says about it; null for any other message. */
export function scheduledTask(said: string): string | null {
  return (
    /^\[Scheduled task "[^]*?\]\n([^]*)$/.exec(
      said.replace(/^\[[^\]\n"]{1,60}\]\s*(?=\[Scheduled)/, ''),
    )?.[1] ?? null
  );
}
