/** The tool `apply_patch`: several changes of several files in one step, all of them or none. */
import path from 'node:path';
import type { Tool, ToolContext, ToolResult } from '../../agent/tool.ts';
import { textArgument } from '../arguments.ts';
import { reachFor } from '../file-reach.ts';
import { openInside } from '../open-inside.ts';
import { changeFiles, type FileChange, type Inside } from './change-files.ts';
import { changeText } from './change-text.ts';
import { parsePatch, type FilePatch, type PatchRefusal } from './parse.ts';

const patchCharsMax = 1_000_000;
const fileBytesMax = 2 * 1024 * 1024;
const filesBytesMax = 16 * 1024 * 1024;

export const applyPatchTool: Tool = {
  name: 'apply_patch',
  description:
    'Patch several text files: all of the patch or nothing. Between "*** Begin Patch" and "*** End Patch": "*** Add File: path" with "+" lines, "*** Delete File: path", "*** Update File: path" (then maybe "*** Move to: path") with hunks: "@@" or "@@ a line before", then lines that begin with " ", "-" or "+", with enough around them to be found; "*** End of File" ends a hunk at the end.',
  rare: true,
  parameters: { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] },
  async run(input, context): Promise<ToolResult> {
    const text = textArgument(
      input,
      input.input === undefined && input.patch !== undefined ? 'patch' : 'input',
    );
    if (text.length > patchCharsMax) return bad('Nothing was changed: the patch is larger than 1 MB.');
    const parsed = parsePatch(text);
    if (parsed.kind === 'refused') return refusedAt(parsed);
    const plan = new Plan(context);
    for (const patch of parsed.files) {
      const refusal = await plan.add(patch);
      if (refusal !== null) return refusedAt(refusal);
    }
    const { turnId, callId } = context;
    const mark = `${turnId.slice(0, 8)}-${callId}`.replace(/[^\w-]/g, '_').slice(0, 60);
    const refusal = await changeFiles(plan.changes(), mark);
    return refusal === null ? { output: plan.told.join('\n'), ok: true } : bad(refusal);
  },
};

type Known = Pick<FileChange, 'place' | 'before' | 'mode'> & { now: string | null };

/** Files as they will be. A later section sees what an earlier one does. */
class Plan {
  readonly told: string[] = [];
  readonly #context: ToolContext;
  readonly #files = new Map<string, Known>();
  #bytes = 0;

  constructor(context: ToolContext) {
    this.#context = context;
  }

  changes(): FileChange[] {
    return [...this.#files.values()]
      .map(({ place, before, mode, now }) => ({ place, before, mode, after: now }))
      .filter(({ before, after }) =>
        before === null ? after !== null : before.bytes.toString('utf8') !== after,
      );
  }

  /** Null: it fits. */
  async add(patch: FilePatch): Promise<PatchRefusal | null> {
    const file = await this.#look(patch.path, patch.line);
    if ('message' in file) return file;
    const { line } = patch;
    if (patch.kind === 'add') {
      if (file.now !== null)
        return { line, message: `${patch.path} is there already; update or delete it first` };
      return this.#set(file, patch.content, line, `A ${patch.path}`);
    }
    if (file.now === null) return { line, message: `there is no file ${patch.path}` };
    if (patch.kind === 'delete') {
      file.now = null;
      this.told.push(`D ${patch.path}`);
      return null;
    }
    const changed = changeText(file.now, patch.hunks);
    if (changed.kind === 'refused')
      return { line: changed.line, message: `${patch.path}: ${changed.message}` };
    if (patch.moveTo === null) return this.#set(file, changed.text, line, `M ${patch.path}`);
    const target = await this.#look(patch.moveTo.path, patch.moveTo.line);
    if ('message' in target) return target;
    if (target === file) return this.#set(file, changed.text, line, `M ${patch.path}`);
    if (target.now !== null)
      return { line: patch.moveTo.line, message: `${patch.moveTo.path} is there already; delete it first` };
    file.now = null;
    target.mode = file.mode;
    return this.#set(target, changed.text, line, `M ${patch.path} → ${patch.moveTo.path}`);
  }

  #set(file: Known, text: string, line: number, told: string): PatchRefusal | null {
    const bytes = Buffer.byteLength(text);
    if (bytes > fileBytesMax) return { line, message: 'the file would be larger than 2 MB' };
    this.#bytes += bytes;
    if (this.#bytes > filesBytesMax) return { line, message: 'the files are larger than 16 MB together' };
    file.now = text;
    this.told.push(told);
    return null;
  }

  async #look(wanted: string, line: number): Promise<Known | PatchRefusal> {
    const place = await reachFor(this.#context, wanted, 'write');
    if (place.kind === 'refused') return { line, message: place.message };
    // who may write here and not read would be told by what fits
    const reading = await reachFor(this.#context, wanted, 'read');
    if (reading.kind === 'refused') return { line, message: reading.message };
    const known = this.#files.get(place.path);
    if (known !== undefined) return known;
    if (place.path === place.root) return { line, message: `${wanted} is no file` };
    const before = await this.#read(place, line, wanted);
    if (before !== null && 'message' in before) return before;
    const now = before === null ? null : before.bytes.toString('utf8');
    const file: Known = { place, before, mode: before?.mode ?? null, now };
    this.#files.set(place.path, file);
    return file;
  }

  async #read(place: Inside, line: number, wanted: string): Promise<FileChange['before'] | PatchRefusal> {
    const opened = await openInside(place, 'read');
    if (opened.kind === 'refused')
      return opened.message === noFile
        ? null
        : { line, message: `${path.basename(wanted)}: ${opened.message}` };
    try {
      const { size, mode } = await opened.file.stat();
      if (size > fileBytesMax) return { line, message: `${wanted} is larger than 2 MB` };
      const bytes = await opened.file.readFile();
      this.#bytes += bytes.length;
      if (this.#bytes > filesBytesMax) return { line, message: 'the files are larger than 16 MB together' };
      // bytes that are no text would not survive
      if (bytes.includes(0) || !bytes.equals(Buffer.from(bytes.toString('utf8'))))
        return { line, message: `${wanted} is no text file` };
      return { bytes, mode };
    } finally {
      await opened.file.close();
    }
  }
}

const noFile = 'There is no such file.';
const bad = (output: string): ToolResult => ({ output, ok: false });
const refusedAt = ({ line, message }: PatchRefusal): ToolResult =>
  bad(`Nothing was changed. Line ${line} of the patch: ${message}.`.replace(/\.\.$/, '.'));
