import { firstWords } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { findModel } from './find-model.ts';

export const modelCommand: Command = {
  name: 'model',
  group: 'behaviour',
  usage: '[name | default | list]',
  help: { zh: '查看或选择模型', en: 'shows or chooses the model' },
  details: {
    zh: '选定之后只用这个模型，不再自动换用其他模型；default 恢复配置的模型。',
    en: 'A chosen model is the only one asked, without falling back to others; default goes back to the configured ones.',
  },
  examples: ['/model', '/model glm-4.7', '/model default'],
  immediate: false,
  access: 'allowed',
  run(context) {
    const { locale, args, session, models } = context;
    const zh = locale === 'zh';
    if (args === '' || args.toLowerCase() === 'list') {
      const current = session.model ?? (zh ? '未配置' : 'none');
      return {
        text: [zh ? `当前模型：${current}` : `Current model: ${current}`, ...listed(models)].join('\n'),
      };
    }
    if (args === 'default') {
      context.chooseModel(null);
      return { text: zh ? '已恢复为默认模型。' : 'Back to the configured model.' };
    }
    const found = findModel(models, args);
    if (found === null) {
      const name = firstWords(args);
      const first = zh ? `没有名为 ${name} 的模型。可以选择：` : `There is no model ${name}. You can choose:`;
      return { text: [first, ...listed(models)].join('\n') };
    }
    context.chooseModel(found);
    return {
      text: zh
        ? `本会话改用 ${found}，不再自动换用其他模型。`
        : `This session now uses ${found}, without falling back to others.`,
    };
  },
};

export const modelsCommand: Command = {
  name: 'models',
  group: 'behaviour',
  usage: '[provider]',
  help: { zh: '列出服务商，或某个服务商的模型', en: "lists providers, or one provider's models" },
  immediate: true,
  access: 'allowed',
  run({ locale, args, models }) {
    const zh = locale === 'zh';
    if (args !== '') {
      const own = models.filter(({ reference }) => reference.startsWith(`${args}/`));
      if (own.length > 0) return { text: listed(own).join('\n') };
    }
    const counts = new Map<string, number>();
    for (const { reference } of models) {
      const provider = reference.slice(0, reference.indexOf('/'));
      counts.set(provider, (counts.get(provider) ?? 0) + 1);
    }
    if (counts.size === 0) return { text: zh ? '还没有配置模型。' : 'No model is configured yet.' };
    const lines = [...counts].map(([provider, count]) => `- ${provider}: ${count}`);
    const first =
      args === ''
        ? zh
          ? '服务商：'
          : 'Providers:'
        : zh
          ? `没有服务商 ${firstWords(args)}。现有：`
          : `No provider ${firstWords(args)}. There are:`;
    return { text: [first, ...lines].join('\n') };
  },
};

function listed(models: CommandContext['models']): string[] {
  return models.map(({ reference, alias }) => `- \`${reference}\`${alias === null ? '' : ` (${alias})`}`);
}
