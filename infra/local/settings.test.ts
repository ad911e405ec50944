import fs from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { parseSettings } from './settings.ts';

test('nothing set gives the sandbox on port 3000', () => {
  expect(parseSettings({}, {})).toMatchObject({
    PORT: 3000,
    FEISHU: 'sandbox',
    SANDBOX_MODEL: 'on',
    DRIVER: 'auto',
  });
});

test('the environment goes before .env, and an empty value counts as unset', () => {
  const settings = parseSettings(
    { PORT: '4000', SMS_URL: '' },
    { PORT: '5000', SMS_URL: 'https://sms.example.com/send' },
  );
  expect(settings).toMatchObject({ PORT: 4000, SMS_URL: 'https://sms.example.com/send' });
});

test.each([
  [{ PORT: 'abc' }, 'PORT in .env must be a number.'],
  [{ PORT: '80' }, 'PORT in .env must be 1024 or more.'],
  [{ FEISHU: 'real' }, 'FEISHU in .env must be sandbox or live.'],
  [
    { DATABASE_URL: 'mysql://x' },
    'DATABASE_URL in .env must look like postgresql://user:password@host:5432/name.',
  ],
  [
    { SMS_URL: 'sms.example.com' },
    'SMS_URL in .env must be an address that begins with http:// or https://.',
  ],
  [{ SMS_TOKEN: 'x' }, 'SMS_TOKEN in .env needs SMS_URL beside it.'],
  [{ DRIVER: 'podman' }, 'DRIVER in .env must be auto or process or docker.'],
  [{ DOCKER_SOCKET: 'docker.sock' }, 'DOCKER_SOCKET in .env must be the path of a socket.'],
  [{ TENANT_SUBNETS: '10.0.0.0' }, 'TENANT_SUBNETS in .env must look like 10.213.0.0/16.'],
  [{ FEISHUU: 'live' }, '.env sets FEISHUU, which is not a setting: see .env.example for their names.'],
])('%j is refused by name', (dotenv, sentence) => {
  expect(() => parseSettings({}, dotenv)).toThrow(sentence);
});

test('a wrong setting of the environment says so, and no message repeats a value', () => {
  const attempt = () => parseSettings({ NEXTAUTH_SECRET: 'hunter2' }, {});
  expect(attempt).toThrow('NEXTAUTH_SECRET in the environment must have 16 characters or more.');
  expect(attempt).not.toThrow(/hunter2/);
});

test('every setting in .env.example is one that is read', () => {
  const example = fs.readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
  const settings = example.split('\n').flatMap((line) => /^# ([A-Z_]+=.*)$/.exec(line)?.[1] ?? []);
  const names = Object.keys(parseEnv(settings.join('\n')));
  expect(names.length).toBeGreaterThan(8);
  expect(() => parseSettings({}, Object.fromEntries(names.map((name) => [name, ''])))).not.toThrow();
});
