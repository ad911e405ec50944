import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeDir, tempDir } from '../testing.ts';
import { systemPrompt, type PromptFacts } from './prompt.ts';
import { promptFilesMayDiffer, promptFilesOf } from './workspace.ts';

let workspace: string;
beforeEach(() => {
  workspace = tempDir();
});
afterEach(() => removeDir(workspace));

const write = (name: string, text: string): void => writeFileSync(path.join(workspace, name), text);
const texts = (now: number, where: 'private' | 'group' = 'private'): string[] =>
  promptFilesOf(workspace, where, now).map(({ text }) => text);

describe('the files of the prompt', () => {
  it('are looked at again at once after a tool ran, and soon in any case', () => {
    write('AGENTS.md', 'one');
    expect(texts(1_000)).toEqual(['one']);
    write('AGENTS.md', 'two!');
    promptFilesMayDiffer(workspace);
    expect(texts(1_001)).toEqual(['two!']);
    write('AGENTS.md', 'three');
    expect(texts(1_251)).toEqual(['three']);
  });

  it('keep what is about the owner out of groups', () => {
    write('AGENTS.md', 'rules');
    write('USER.md', 'secrets');
    expect(texts(0)).toEqual(['rules', 'secrets']);
    expect(texts(0, 'group')).toEqual(['rules']);
  });

  it('stay the same array while they are the same, and the prompt with them', () => {
    write('AGENTS.md', 'one');
    const files = promptFilesOf(workspace, 'private', 0);
    expect(promptFilesOf(workspace, 'private', 10_000)).toBe(files);
    const agent = { id: 'main', name: null, theme: null, workspace, models: [] };
    const facts: PromptFacts = {
      ...{ agent, files, day: '2026-03-10, Tuesday', timeZone: 'Asia/Shanghai', locale: 'en' as const },
      ...{ where: 'private' as const, canExec: false, trimmed: false, extra: '' },
    };
    expect(systemPrompt(facts)).toContain('one');
    expect(systemPrompt({ ...facts, day: '2026-03-11, Wednesday' })).toContain('Wednesday');
    expect(systemPrompt({ ...facts, extra: 'more' })).toContain('more');
    expect(systemPrompt(facts)).not.toContain('Wednesday');
    // who is not the owner reads another prompt of the same files
    expect(systemPrompt({ ...facts, writes: 'shared' })).toContain('shared/ only');
    expect(systemPrompt(facts)).not.toContain('shared/ only');
  });

  it('begin the prompt, so that it begins the same in groups, on the next day and once it was trimmed', () => {
    write('AGENTS.md', 'rules for all');
    write('USER.md', 'about the owner');
    const agent = { id: 'main', name: null, theme: null, workspace, models: [] };
    const facts = {
      ...{ agent, day: '2026-03-10, Tuesday', timeZone: 'Asia/Shanghai', locale: 'en' as const },
      ...{ where: 'private' as const, canExec: false, trimmed: false, extra: '' },
      files: promptFilesOf(workspace, 'private', 0),
    };
    const upTo = (text: string, end: string): string => text.slice(0, text.indexOf(end) + end.length);
    const begin = upTo(systemPrompt(facts), 'rules for all');
    const inGroup = systemPrompt({
      ...facts,
      where: 'group',
      files: promptFilesOf(workspace, 'group', 0),
    });
    expect(begin).toContain('rules for all');
    expect(inGroup.startsWith(begin)).toBe(true);
    expect(inGroup).not.toContain('about the owner');
    const later = systemPrompt({ ...facts, day: '2026-03-11, Wednesday', trimmed: true, extra: 'more' });
    expect(later.startsWith(upTo(systemPrompt(facts), 'about the owner'))).toBe(true);
  });
});
