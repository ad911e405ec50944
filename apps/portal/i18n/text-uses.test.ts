import { expect, test } from 'vitest';
import { textUses } from './text-uses.ts';

const uses = (source: string) =>
  textUses('a.tsx', source).map(({ namespace, key, prefix }) => `${namespace}.${key}${prefix ? '*' : ''}`);

test('keys are found through every way of getting a translator', () => {
  expect(uses(`async function A() { const t = await getTranslator('a'); t('x'); t.rich('y', {}); }`)).toEqual(
    ['a.x', 'a.y'],
  );
  expect(
    uses(`async function A() { const [u, t] = await Promise.all([f(), getTranslator('a')]); t('x'); }`),
  ).toEqual(['a.x']);
  expect(uses(`function B() { const t = useTranslations('b'); return () => t(\`z.\${k}\`); }`)).toEqual([
    'b.z.*',
  ]);
  expect(uses(`function C(t: Translator<'c'>) { t(on ? 'x' : 'y'); }`)).toEqual(['c.x', 'c.y']);
  expect(uses(`function D({ t }: { t: Translator<'d'> }) { t('x'); }`)).toEqual(['d.x']);
});

test('one name means another page in another function', () => {
  const source = `async function A() { const t = await getTranslator('a'); t('x'); }
    async function B() { const t = await getTranslator('b'); t('x'); }`;
  expect(uses(source)).toEqual(['a.x', 'b.x']);
});

test('a key that cannot be known is an error', () => {
  expect(() => uses(`function A() { const t = useTranslations('a'); t(key); }`)).toThrow(/literal/);
});
