/** What an archive could not take along, for its owner to read. Pure. */
import type { LeftOut } from './walk.ts';

export interface LeftOutLine {
  name: string;
  why: LeftOut | 'too_many' | 'too_large' | 'changed';
}

const words: Record<'zh' | 'en', Record<LeftOutLine['why'], string>> = {
  zh: {
    link: '是链接',
    special: '不是普通文件',
    several_names: '是硬链接，有多个名字',
    long_name: '路径太长',
    deep: '文件夹层数太多',
    unreadable: '打不开',
    too_many: '文件太多',
    too_large: '总大小超出上限',
    changed: '打包时被改短了，末尾以空字节补齐',
  },
  en: {
    link: 'is a link',
    special: 'is no ordinary file',
    several_names: 'is a hard link with several names',
    long_name: 'its path is too long',
    deep: 'lies too deep in folders',
    unreadable: 'cannot be opened',
    too_many: 'there are too many files',
    too_large: 'all together would be too large',
    changed: 'became shorter while it was read; its end is filled with empty bytes',
  },
};

const heads = {
  zh: '以下文件没有打包，或不完整：',
  en: 'These files are left out, or not whole:',
};

/** @param more how many there are beyond the lines */
export function leftOutText(lines: readonly LeftOutLine[], more: number, locale: 'zh' | 'en'): string {
  const listed = lines.map(({ name, why }) => `${name}\t${words[locale][why]}`);
  const rest = more === 0 ? [] : [locale === 'zh' ? `另有 ${more} 个` : `and ${more} more`];
  return [heads[locale], ...listed, ...rest, ''].join('\r\n');
}
