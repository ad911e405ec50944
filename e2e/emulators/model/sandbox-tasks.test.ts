import { expect, test } from 'vitest';
import { answerAsSandbox } from './sandbox-model.ts';
import { readWish, scheduledTask } from './sandbox-tasks.ts';

test.each([
  ['每天早上9点查北京天气，推送到这个群', { when: '0 9 * * *', message: '查北京天气', to: 'here' }],
  ['每天晚上8点半总结今天的新闻', { when: '30 20 * * *', message: '总结今天的新闻' }],
  ['每个工作日 18:05 提醒我写日报', { when: '5 18 * * 1-5', say: '写日报' }],
  ['每周一上午10点发周会议程', { when: '0 10 * * 1', message: '发周会议程' }],
  ['每天早上九点提醒我喝水', { when: '0 9 * * *', say: '喝水' }],
  ['每天九点一起跑步', { when: '0 9 * * *', message: '一起跑步' }],
  ['每天晚上十点半提醒我睡觉', { when: '30 22 * * *', say: '睡觉' }],
  ['每天下午两点零五分看邮件', { when: '5 14 * * *', message: '看邮件' }],
  ['每天二十一点三刻关灯', { when: '45 21 * * *', message: '关灯' }],
  ['每月十五号上午十一点二十提醒我对账', { when: '20 11 15 * *', say: '对账' }],
  ['明天早上八点提醒我带伞', { when: '2026-11-23 08:00', say: '带伞' }],
  ['二十分钟后提醒我开会', { when: 'in 20m', say: '开会' }],
  ['每隔两小时看一下网站', { when: 'every 2h', message: '看一下网站' }],
  ['每周日下午3点20分整理文件', { when: '20 15 * * 0', message: '整理文件' }],
  ['每月1号9点提醒我交房租', { when: '0 9 1 * *', say: '交房租' }],
  [
    '每天9点查北京天气，推送到 webhook https://oapi.dingtalk.com/robot/send?access_token=abc',
    {
      when: '0 9 * * *',
      message: '查北京天气',
      to: 'https://oapi.dingtalk.com/robot/send?access_token=abc',
    },
  ],
  ['20分钟后提醒我开会', { when: 'in 20m', say: '开会' }],
  ['2小时后检查服务器', { when: 'in 2h', message: '检查服务器' }],
  ['每隔30分钟看一下网站', { when: 'every 30m', message: '看一下网站' }],
  ['今天下午3点提醒我喝水', { when: '15:00', say: '喝水' }],
  ['明天早上8点提醒我带伞', { when: '2026-11-23 08:00', say: '带伞' }],
  ['[Ada] 20分钟后提醒我开会', { when: 'in 20m', say: '开会' }],
  ['remind me in 20 minutes to call Bob', { when: 'in 20m', say: 'call Bob' }],
  ['in 2 hours check the site', { when: 'in 2h', message: 'check the site' }],
  [
    'every day at 9 check the weather, and send it here',
    { when: '0 9 * * *', message: 'check the weather', to: 'here' },
  ],
  ['every weekday at 6:30 pm summarize the day', { when: '30 18 * * 1-5', message: 'summarize the day' }],
  ['every 30 minutes look at the page', { when: 'every 30m', message: 'look at the page' }],
])('"%s" is a task', (said, input) => {
  expect(readWish(said, '2026-11-22')).toEqual({ tool: 'cron', input: { action: 'add', ...input } });
});

test.each([
  '你好',
  '每天都很开心',
  '9点了吗',
  '九点了吗',
  'every day is good',
  '提醒我',
  '查北京天气',
  '[Scheduled task "每天9点查天气", due x]\n查天气',
])('"%s" is none', (said) => expect(readWish(said, '')).toBeNull());

test('tasks are listed and removed, and memory is searched', () => {
  expect(readWish('定时任务列表', '')).toEqual({ tool: 'cron', input: { action: 'list' } });
  expect(readWish('删除任务 k3f9a1', '')?.input).toEqual({ action: 'remove', id: 'k3f9a1' });
  expect(readWish('搜索记忆 咖啡', '')).toEqual({ tool: 'memory_search', input: { query: '咖啡' } });
});

test('the tool is called only where it is offered, and a run of a task makes no new one', () => {
  const ask = (text: string, tools?: object[]) =>
    answerAsSandbox({ model: 'sandbox', messages: [{ role: 'user', content: text }], tools } as never);
  const cron = { type: 'function', function: { name: 'cron', parameters: { properties: { action: {} } } } };
  expect(ask('20分钟后提醒我开会', [cron])).toMatchObject([{ type: 'tool', name: 'cron' }]);
  expect(ask('20分钟后提醒我开会')).toMatchObject([{ type: 'text' }]);
  const run =
    '[Scheduled task "x", due 2026-11-22 09:00 (Asia/Shanghai).\nNobody is waiting.]\n每天9点查天气';
  expect(scheduledTask(run)).toBe('每天9点查天气');
  expect(ask(run, [cron])).toMatchObject([{ type: 'text', text: expect.stringContaining('沙盒') as string }]);
});
