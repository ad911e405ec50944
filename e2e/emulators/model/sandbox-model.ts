import { lastUserText, textOf, type ChatRequest } from './chat-request.ts';
import { lastFile, readEdit } from './sandbox-edit.ts';
import { readWish, scheduledTask } from './sandbox-tasks.ts';
import type { Step } from './script.ts';

/**
 * The sandbox model: answers any message sensibly and always the same, in the language of the message.
 * It uses the tools write, edit, read, ls, exec, message, cron and memory_search when they are offered and the message asks for it.
 */
export function answerAsSandbox(request: ChatRequest): Step[] {
  const said = lastUserText(request).trim();
  const isChinese = /[\u4e00-\u9fff]/.test(said);
  const last = request.messages.at(-1);
  if (last?.role === 'tool')
    return [sendChanged(said, request) ?? { type: 'text', text: afterTool(request, isChinese) }];
  const call = toolCallFor(said, request);
  const thoughts: Step[] = request.model.includes('thinking')
    ? [{ type: 'reasoning', text: isChinese ? '先看看用户想要什么。' : 'First, what does the user want?' }]
    : [];
  if (call) return [...thoughts, call];
  const earlier = request.messages.filter(({ role }) => role === 'user').length - 1;
  return [...thoughts, { type: 'text', text: plainAnswer(said, isChinese, earlier) }];
}

interface Skill {
  readonly pattern: RegExp;
  readonly zh: (match: RegExpMatchArray) => string;
  readonly en: (match: RegExpMatchArray) => string;
}

const countMax = 200;
const countTo = (digits: string | undefined): string =>
  Array.from({ length: Math.min(Number(digits), countMax) }, (_, index) => index + 1).join(' ');

const skills: readonly Skill[] = [
  {
    pattern: /^(你好|您好|嗨|哈喽|hello|hi|hey)[\s,.!?，。！？~]*$/i,
    zh: () => '你好，我是沙盒模型。我不会真的思考，但消息、工具和历史都是真实走通的。',
    en: () =>
      'Hello, I am the sandbox model. I do not really think, but messages, tools and history are real.',
  },
  {
    pattern: /你是谁|你能做什么|帮助|who are you|what can you do|^help$/i,
    zh: () =>
      '我是沙盒模型，用来在没有真实模型时走通整条路。可以试试：\n\n- 你好\n- 把“买牛奶”写入 todo.md\n- 读取 todo.md\n- 列出文件\n- 来个文件\n- 把 todo.md 里的“牛奶”改成“豆浆”，再发给我\n- 把 todo.md 发给我\n- 运行 `uname -a`\n- 每天早上9点查北京天气\n- 1分钟后提醒我喝水\n- 搜索记忆 咖啡\n- 数到 30\n- 给我一个表格',
    en: () =>
      'I am the sandbox model: I stand in while there is no real one. Try:\n\n- hello\n- write "buy milk" to todo.md\n- read todo.md\n- ls\n- replace "milk" with "tea" in todo.md\n- send me todo.md\n- run `uname -a`\n- every day at 9 check the weather\n- remind me in 1 minute to drink\n- search memory for coffee\n- count to 30\n- show me a table',
  },
  {
    pattern: /(?:数到|count to)\s*(\d{1,4})/i,
    zh: (match) => `${countTo(match[1])}\n\n数完了。`,
    en: (match) => `${countTo(match[1])}\n\nDone.`,
  },
  {
    pattern: /表格|\btable\b/i,
    zh: () => '| 项目 | 状态 |\n|---|---|\n| 消息 | 已收到 |\n| 模型 | 沙盒 |',
    en: () => '| Item | State |\n|---|---|\n| Message | received |\n| Model | sandbox |',
  },
  {
    pattern: /代码|\bcode\b/i,
    zh: () => '```js\nconsole.log("你好，沙盒");\n```',
    en: () => '```js\nconsole.log("hello, sandbox");\n```',
  },
];

function plainAnswer(said: string, isChinese: boolean, earlier: number): string {
  const task = scheduledTask(said);
  if (task !== null)
    return isChinese
      ? `任务到点了：“${task}”。我是沙盒模型，换上真实模型后这里会是它的结果。`
      : `It is time for "${task}". I am the sandbox model; a real model's result would be here.`;
  for (const { pattern, zh, en } of skills) {
    const match = said.match(pattern);
    if (match) return `${isChinese ? zh(match) : en(match)}\n\n${historyLine(isChinese, earlier)}`;
  }
  const quoted = said.length > 200 ? `${said.slice(0, 200)}…` : said;
  const body = isChinese
    ? `我收到了你的消息：“${quoted}”。我是沙盒模型，换上真实模型后这里会是它的回答。`
    : `I received your message: "${quoted}". I am the sandbox model; a real model would answer here.`;
  return `${body}\n\n${historyLine(isChinese, earlier)}`;
}

const historyLine = (isChinese: boolean, earlier: number): string =>
  isChinese
    ? `（这次对话里，我还看得到你之前的 ${earlier} 条消息。）`
    : `(In this conversation I can see ${earlier} earlier ${earlier === 1 ? 'message' : 'messages'} of yours.)`;

const fileName = '([\\w./-]*\\w)';
const writePatterns = [
  new RegExp(`把(.+)(?:写入|写到|写进|保存到|存到)\\s*(?:文件\\s*)?${fileName}`, 's'),
  new RegExp(`(?:write|save)\\s+(.+)\\s+(?:in)?to\\s+(?:the\\s+)?(?:file\\s+)?${fileName}`, 'is'),
];
const readPatterns = [
  new RegExp(`(?:读取|读一下|读出|读|打开|查看)\\s*(?:文件\\s*)?${fileName}`),
  new RegExp(`(?:read|open|show|cat)\\s+(?:me\\s+)?(?:the\\s+)?(?:file\\s+)?([\\w/-]*\\w\\.\\w+)`, 'i'),
];
/** in a group the sender's name stands before the words */
const anyFilePattern = /(?:^|\] )(?:(?:来|给我|发)(?:一)?个文件|(?:send|give) me a file)/i;
const sendPatterns = [
  new RegExp(`(?:把|将)\\s*${fileName}\\s*(?:发给我|发过来|发到这里|发来|发回来)`),
  new RegExp(`(?:发给我|发我|发来)\\s*(?:文件\\s*)?${fileName}`),
  new RegExp(`send (?:me |back )?(?:the )?(?:file )?([\\w/-]*\\w\\.\\w+)`, 'i'),
];
const runPattern = /^(?:运行|执行|run|execute)\s*[:：]?\s*`(.+)`$/is;
const listPattern = /^ls\b|列出.*文件|有哪些文件|list (?:the |my |all )?files|what files/i;

function toolCallFor(said: string, request: ChatRequest): Step | undefined {
  if (scheduledTask(said) !== null) return undefined;
  const wish = readWish(said, todayOf(request));
  if (wish !== null) return callWith(request, wish.tool, wish.input);
  const run = said.match(runPattern);
  if (run) return call(request, 'exec', { command: run[1]! });
  const edit = readEdit(said);
  const edited = edit && (edit.path ?? lastFile(request));
  if (edit && edited)
    return callWith(request, 'edit', { path: edited, oldText: edit.oldText, newText: edit.newText });
  if (anyFilePattern.test(said)) {
    const words = '这是沙盒模型写的文件。\nThis file was written by the sandbox model.\n';
    return call(request, 'write', { path: sampleFile, content: words });
  }
  for (const pattern of sendPatterns) {
    const match = said.match(pattern);
    if (match) return sendFile(request, match[1]!);
  }
  for (const pattern of writePatterns) {
    const match = said.match(pattern);
    if (match) return call(request, 'write', { path: match[2]!, content: unquote(match[1]!) });
  }
  if (listPattern.test(said)) return call(request, 'ls', { path: '.' });
  for (const pattern of readPatterns) {
    const match = said.match(pattern);
    if (match) return call(request, 'read', { path: match[1]! });
  }
  return undefined;
}

const sampleFile = 'sandbox.txt';

/** Who asked for a file gets the one that was just written, who asked for a change and the file the one that was changed. */
function sendChanged(said: string, request: ChatRequest): Step | undefined {
  const made = request.messages.flatMap((turn) => turn.tool_calls ?? []).at(-1)?.function.name;
  if (made === 'write' && anyFilePattern.test(said)) return sendFile(request, sampleFile);
  const edit = readEdit(said);
  const file = edit && (edit.path ?? lastFile(request));
  const isDone = textOf(request.messages.at(-1)).startsWith('Replaced');
  return made === 'edit' && isDone && edit?.sendsBack && file ? sendFile(request, file) : undefined;
}

function sendFile(request: ChatRequest, path: string): Step | undefined {
  if (!request.tools?.some((offered) => offered.function.name === 'message')) return undefined;
  return {
    type: 'tool',
    name: 'message',
    arguments: { action: 'send', files: [path] },
    id: `call_sandbox_${request.messages.length}`,
    pieces: 3,
  };
}

/** `Today is 2026-11-22, …` of the prompt */
function todayOf({ messages }: ChatRequest): string {
  const system = messages.find(({ role }) => role === 'system');
  return /Today is (\d{4}-\d{2}-\d{2})/.exec(textOf(system))?.[1] ?? '';
}

function callWith(request: ChatRequest, name: string, input: Record<string, string>): Step | undefined {
  if (request.tools?.some((offered) => offered.function.name === name) !== true) return undefined;
  return { type: 'tool', name, arguments: input, id: `call_sandbox_${request.messages.length}`, pieces: 3 };
}

/** A call with the argument names the offered tool uses; undefined when it is not offered. */
function call(
  request: ChatRequest,
  name: string,
  wanted: { path?: string; content?: string; command?: string },
): Step | undefined {
  const tool = request.tools?.find((offered) => offered.function.name === name);
  if (!tool) return undefined;
  const offered = Object.keys(tool.function.parameters?.properties ?? { path: {}, content: {} });
  const nameOf = (choices: string[]): string =>
    choices.find((choice) => offered.includes(choice)) ?? choices[0]!;
  const parameters: Record<string, unknown> = {};
  const pathName = nameOf(['path', 'file_path', 'filePath', 'file', 'directory', 'dir']);
  if (wanted.path !== undefined && (name !== 'ls' || offered.includes(pathName)))
    parameters[pathName] = wanted.path;
  if (wanted.command !== undefined) parameters[nameOf(['command', 'cmd', 'script'])] = wanted.command;
  if (wanted.content !== undefined) parameters[nameOf(['content', 'text', 'contents'])] = wanted.content;
  // Tests and pages compare runs, so the id follows from the position in the conversation.
  return {
    type: 'tool',
    name,
    arguments: parameters,
    id: `call_sandbox_${request.messages.length}`,
    pieces: 3,
  };
}

const unquote = (text: string): string => text.trim().replace(/^["'“”‘’「『`]+|["'“”‘’」』`]+$/g, '');

function afterTool(request: ChatRequest, isChinese: boolean): string {
  const result = textOf(request.messages.at(-1)).trim();
  const id = request.messages.at(-1)?.tool_call_id;
  const calls = request.messages.flatMap((turn) => turn.tool_calls ?? []);
  const name = calls.find((made) => made.id === id)?.function.name ?? '';
  const shown = result.length > 4000 ? `${result.slice(0, 4000)}…` : result;
  if (name === 'write')
    return isChinese ? `写好了。工具的结果：${shown}` : `Written. The tool said: ${shown}`;
  if (name === 'message')
    return isChinese ? `发出去了。工具的结果：${shown}` : `It is sent. The tool said: ${shown}`;
  if (name === 'edit') return isChinese ? `改文件的结果：${shown}` : `The change: ${shown}`;
  if (name === 'ls') return isChinese ? `工作区里有：\n\n${shown}` : `The workspace holds:\n\n${shown}`;
  if (name === 'exec') return isChinese ? `运行的结果：\n\n${shown}` : `The program said:\n\n${shown}`;
  if (name === 'read') return isChinese ? `文件内容是：\n\n${shown}` : `The file says:\n\n${shown}`;
  return isChinese ? `工具的结果：\n\n${shown}` : `The tool said:\n\n${shown}`;
}
