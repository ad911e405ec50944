import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { messages } from './messages.ts';
import { textUses, type TextUse } from './text-uses.ts';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value]] : Object.entries(flat(value, `${path}${key}.`)),
    ),
  );
}
const zh = flat(messages.zh);
const en = flat(messages.en);

/** Names of arguments and tags, whatever the language does with them. */
function placeholders(text: string): string[] {
  const names = (elements: MessageFormatElement[]): string[] =>
    elements.flatMap((element) => {
      if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
      if (element.type === TYPE.tag) return [`<${element.value}>`, ...names(element.children)];
      if (element.type === TYPE.select || element.type === TYPE.plural)
        return [element.value, ...Object.values(element.options).flatMap((option) => names(option.value))];
      return [element.value];
    });
  return [...new Set(names(parse(text)))].sort();
}

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = globSync('{app,features,i18n,pages,ui}/**/*.{ts,tsx}', { cwd: root }).filter(
  (name) => !/\.test\.tsx?$/.test(name),
);
const uses = sources.flatMap((name) =>
  textUses(name, readFileSync(root + name, 'utf8')).map((use) => ({ ...use, name })),
);
const fits = ({ namespace, key, prefix }: TextUse, text: string) =>
  prefix ? text.startsWith(`${namespace}.${key}`) : text === `${namespace}.${key}`;

describe('texts', () => {
  test('exist in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  test('have the same placeholders in both languages', () => {
    const pick = (texts: Record<string, string>) =>
      Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, placeholders(text)]));
    expect(pick(en)).toEqual(pick(zh));
  });

  test('that a source asks for exist', () => {
    const missing = uses.filter((use) => !Object.keys(zh).some((text) => fits(use, text)));
    expect(missing).toEqual([]);
  });

  test('are all used', () => {
    expect(Object.keys(zh).filter((text) => !uses.some((use) => fits(use, text)))).toEqual([]);
  });

  test('are not empty, have no exclamation marks and no stray spaces', () => {
    const bad = Object.entries({ ...zh, ...en }).filter(
      ([, text]) => text.trim() !== text || text === '' || /[!！]/.test(text),
    );
    expect(bad).toEqual([]);
  });
});
