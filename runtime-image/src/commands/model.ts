import { firstWords } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';
import { findModel } from './find-model.ts';

export const modelCommand: Command = {
  name: 'model',
  group: 'behaviour',
  usage: '[number | name | default | status | list]',
  help: { zh: '查看或选择模型', en: 'shows or chooses the model' },
  details: {
    zh: '数字是 /model 列出的序号。选定之后只用这个模型，不再自动换用其他模型；default 恢复配置的模型；status 说明现在按什么顺序用哪些模型。',
    en: 'The number is that of the list of /model. A chosen model is the only one asked, without falling back to others; default goes back to the configured ones; status tells which are asked, in which order.',
  },
  examples: ['/model', '/model 2', '/model glm-4.7', '/model default'],
  immediate: false,
  access: 'allowed',
  run(context) {
    const { locale, session, models } = context;
    const zh = locale === 'zh';
    const args = context.args.trim();
    const word = args.toLowerCase();
    if (word === 'status') return { text: statusText(context) };
    if (word === '' || word === 'list') {
      const current = session.model ?? (zh ? '未配置' : 'none');
      return {
        text: [zh ? `当前模型：${current}` : `Current model: ${current}`, ...listed(models)].join('\n'),
      };
    }
    if (word === 'default' || word === 'reset') {
      context.chooseModel(null);
      return { text: zh ? '已恢复为默认模型。' : 'Back to the configured model.' };
    }
    const found = findModel(models, args) ?? numbered(models, word);
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
      if (own.length > 0) return { text: own.map((each) => `- ${named(each)}`).join('\n') };
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

/** The numbers are those of `/model <number>`. */
function listed(models: CommandContext['models']): string[] {
  return models.map((each, index) => `${index + 1}. ${named(each)}`);
}

function named({ reference, alias }: CommandContext['models'][number]): string {
  return `\`${reference}\`${alias === null ? '' : ` (${alias})`}`;
}

/** `2` and `#2`: the second of the list. */
function numbered(models: CommandContext['models'], word: string): string | null {
  const number = /^#?(\d{1,4})$/.exec(word)?.[1];
  return number === undefined ? null : (models[Number(number) - 1]?.reference ?? null);
}

function statusText({ locale, session, asked }: CommandContext): string {
  const zh = locale === 'zh';
  if (asked.length === 0)
    return zh ? '没有可用的模型，请检查模型的配置。' : 'No model can be asked; check the configuration.';
  const how =
    session.chosenModel === null
      ? zh
        ? '按这个顺序使用（前一个失败时马上换下一个）：'
        : 'Asked in this order (the next one at once when one fails):'
      : zh
        ? '由 /model 选定，只用这一个：'
        : 'Chosen by /model, the only one asked:';
  const lines = asked.map(
    ({ reference, at, api, contextWindow }, index) =>
      `${index + 1}. \`${reference}\` · ${at} · ${api} · ${contextWindow} token`,
  );
  return [how, ...lines].join('\n');
}
