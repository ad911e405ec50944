import { expect, test } from 'vitest';
import pino from 'pino';
import { logOptions } from './log-options.ts';

/** What a line says. */
function line(fields: object): string {
  const lines: string[] = [];
  pino({ ...logOptions, level: 'info' }, { write: (text: string) => void lines.push(text) }).info(
    fields,
    'x',
  );
  return lines.join('');
}

test('numbers, codes and keys are not in a line, beside the message or one level below', () => {
  const secret = {
    phone: '+8613812345678',
    code: '424242',
    token: 'rp_abc',
    key: 'sk-abc',
    password: 'pw-abc',
  };
  for (const text of [line(secret), line({ request: secret })])
    for (const value of Object.values(secret)) expect(text).not.toContain(value);
});

test('an error of the database is named, without the row that it quotes', () => {
  const detail = 'Key (phone)=(+8613812345678) already exists.';
  const text = line({
    err: Object.assign(new Error('duplicate key'), { code: '23505', detail, where: detail }),
  });
  expect(text).toContain('"errorCode":"23505"');
  expect(text).not.toContain('13812345678');
});
