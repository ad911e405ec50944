import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, beforeAll, afterAll, expect, test } from 'vitest';
import { startSmsEmulator } from '../../../../e2e/emulators/sms/start.ts';
import { mailBySmtp } from './mail-smtp.ts';
import { mailText } from './mail-text.ts';
import { mailByWebhook } from './mail-webhook.ts';

interface Received {
  from: string;
  to: string[];
  raw: string;
  secure: boolean;
}
const servers: SMTPServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise<void>((resolve) => server.close(resolve));
});

let folder: string;
let cert: string;
let key: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'rockpool-smtp-'));
  const [keyFile, certFile] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', keyFile, '-out', certFile],
    ],
    { stdio: 'ignore' },
  );
  [cert, key] = [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')];
});
afterAll(() => rmSync(folder, { recursive: true }));

async function serve(options: SMTPServerOptions = {}): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false },
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        const raw = Buffer.concat(pieces).toString('utf8');
        received.push({ from, to: rcptTo.map(({ address }) => address), raw, secure: session.secure });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  servers.push(server);
  return { port: (server.server.address() as AddressInfo).port, received };
}

const from = '岩池 <pool@example.com>';
const wish = {
  template: 'staff_invitation',
  values: { link: 'https://pool.example.com/join?token=abc', days: 7 },
} as const;
const message = { to: 'crab@example.com', ...mailText('zh', wish) };

test('a mail goes out by TLS with the password, and is what was meant', async () => {
  const { port, received } = await serve({
    ...{ secure: true, cert, key, authOptional: false },
    onAuth: ({ username, password }, _session, done) =>
      username === 'me@pool' && password === 'p:/w' ? done(null, { user: username }) : done(new Error('no')),
  });
  const url = `smtps://me%40pool:p%3A%2Fw@localhost:${port}`;
  expect(await mailBySmtp({ url, from, ca: cert })(message)).toEqual({ kind: 'sent' });
  expect(received).toMatchObject([{ from: 'pool@example.com', to: ['crab@example.com'], secure: true }]);
  const wrong = await mailBySmtp({ url: url.replace('p%3A%2Fw', 'hunter2'), from, ca: cert })(message);
  expect(wrong).toMatchObject({ kind: 'not_sent', problem: 'credentials' });
  expect(JSON.stringify(wrong)).not.toContain('hunter2');
  // a certificate that nobody vouches for gets no password
  expect((await mailBySmtp({ url, from })(message)).kind).toBe('not_sent');
  expect(received).toHaveLength(1);
});

test('smtp:// turns to TLS before anything is said, and goes nowhere where it cannot', async () => {
  const { port, received } = await serve({ disabledCommands: [], cert, key });
  const transport = mailBySmtp({ url: `smtp://localhost:${port}`, from, ca: cert });
  expect(await transport(message)).toEqual({ kind: 'sent' });
  expect(received[0]!.secure).toBe(true);
});

test('no word of a mail adds a recipient or a header', async () => {
  const { port, received } = await serve();
  const send = mailBySmtp({ url: `smtp://localhost:${port}`, from });
  await send({ ...message, to: 'crab@example.com, other@example.com' });
  await send({
    ...message,
    to: 'crab@example.com\r\nBcc: other@example.com',
    subject: 'x\r\nBcc: other@example.com',
  });
  expect(received.flatMap(({ to }) => to)).not.toContain('other@example.com');
  for (const { raw } of received) expect(raw).not.toMatch(/^Bcc:/m);
});

test('what the server says no to, and a server that is silent or gone, is told apart', async () => {
  const { port, received } = await serve({
    onRcptTo: (_address, _session, done) =>
      done(Object.assign(new Error('no such mailbox'), { responseCode: 550 })),
  });
  const url = `smtp://localhost:${port}`;
  expect(await mailBySmtp({ url, from })(message)).toMatchObject({ problem: 'recipient' });
  await new Promise<void>((resolve) => servers.pop()!.close(resolve));
  expect(await mailBySmtp({ url, from })(message)).toMatchObject({ problem: 'unreachable' });
  expect(received).toEqual([]);
});

test('a webhook gets it too, and the sandbox shows it', async () => {
  const sandbox = await startSmsEmulator({ token: 'secret' });
  expect(await mailByWebhook({ url: `${sandbox.url}/mail`, token: 'secret' })(message)).toEqual({
    kind: 'sent',
  });
  expect(sandbox.mails('crab@example.com')).toMatchObject([message]);
  const page = await (await fetch(`${sandbox.url}/outbox`)).text();
  expect(page).toContain(message.subject);
  expect(page).toContain('href="https://pool.example.com/join?token=abc"');
  expect(await mailByWebhook({ url: `${sandbox.url}/mail`, token: 'x' })(message)).toMatchObject({
    problem: 'credentials',
  });
  await sandbox.close();
});

test('every template has a subject and a text in both languages, with all its values', () => {
  const at = '2026-03-10 09:30';
  for (const locale of ['zh', 'en'] as const)
    for (const given of [
      wish,
      { template: 'staff_reset', values: wish.values } as const,
      { template: 'password_changed', values: { at, address: '203.0.113.9' } } as const,
      { template: 'second_factor_changed', values: { at, address: '203.0.113.9' } } as const,
    ]) {
      const { subject, text } = mailText(locale, given);
      expect(subject.length).toBeGreaterThan(5);
      for (const value of Object.values(given.values)) expect(text).toContain(String(value));
    }
});
