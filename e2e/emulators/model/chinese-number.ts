const digits = '零一二三四五六七八九';

/** A number of up to two places as people write it in Chinese, for patterns: 9, 九, 两, 十五, 二十. */
export const numberZh = '\\d{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?|[零〇一二两三四五六七八九]';

/** @param written what `numberZh` matched, or such a digit behind a zero */
export function readNumberZh(written: string): number {
  if (/^\d+$/.test(written)) return Number(written);
  const digit = (character: string) => digits.indexOf(character.replace('两', '二').replace('〇', '零'));
  const [tens, ones] = written.split('十');
  // 零五, of a clock
  if (ones === undefined) return digit(written.at(-1) ?? '');
  return (tens ? digit(tens) : 1) * 10 + (ones ? digit(ones) : 0);
}
