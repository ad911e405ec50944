import type { Command } from './command.ts';

export const statusCommand: Command = {
  name: 'status',
  usage: '',
  help: { zh: '显示当前状态', en: 'shows the current state' },
  immediate: true,
  access: 'anyone',
  run({ locale, session, gateway }) {
    const zh = locale === 'zh';
    const minutes = Math.floor(gateway.uptimeMs / 60_000);
    const model = session.model ?? (zh ? '未配置' : 'none');
    const strict = session.chosenModel === null ? '' : zh ? '（由 /model 选定）' : ' (chosen by /model)';
    const channels = gateway.channels.map(
      ({ name, state, reason }) => `${name} ${state}${reason === '' ? '' : ` (${reason})`}`,
    );
    const lines = zh
      ? [
          `- 网关 ${gateway.version}，已运行 ${minutes} 分钟`,
          `- 模型：${model}${strict}`,
          `- 会话：${session.key}，上下文 ${session.messages} 条消息`,
          `- 状态：${session.running ? '正在回答' : '空闲'}，排队 ${gateway.queued} 条`,
          `- 渠道：${channels.join('，') || '无'}`,
          `- 运行程序：${gateway.execRefusal === '' ? '可以' : `不可以（${gateway.execRefusal}）`}`,
        ]
      : [
          `- gateway ${gateway.version}, up ${minutes} min`,
          `- model: ${model}${strict}`,
          `- session: ${session.key}, ${session.messages} messages of context`,
          `- state: ${session.running ? 'answering' : 'idle'}, ${gateway.queued} waiting`,
          `- channels: ${channels.join(', ') || 'none'}`,
          `- programs: ${gateway.execRefusal === '' ? 'can be run' : `cannot be run (${gateway.execRefusal})`}`,
        ];
    return { text: lines.join('\n') };
  },
};

export const whoamiCommand: Command = {
  name: 'whoami',
  usage: '',
  help: { zh: '显示你的发送者 ID', en: 'shows your sender id' },
  immediate: true,
  access: 'anyone',
  run({ locale, sender }) {
    const owner = sender.isOwner ? (locale === 'zh' ? '，主人' : ', the owner') : '';
    return {
      text: `${sender.channel}: \`${sender.id}\`${sender.name === '' ? '' : ` (${sender.name})`}${owner}`,
    };
  },
};
