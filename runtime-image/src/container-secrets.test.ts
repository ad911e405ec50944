/** What a program of the agent sees of the gateway beside it: tried from `exec`, in a real container. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signCall } from './control-auth.ts';
import { token } from './testing.ts';
import { inBash, secrets, startContained, whyNoContainers, type Contained } from './testing/container.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const skipped = await whyNoContainers();

// what to look for is written so that the command itself, which is stored, has none of it
const turned = (text: string): string => [...text].reverse().join('');
const turnBack = `turn() { local out= i; for ((i = \${#1} - 1; i >= 0; i--)); do out+=\${1:i:1}; done; echo "$out"; }`;
const search = (values: string[]): string => `${turnBack}
  patterns() { for each in ${values.map(turned).join(' ')}; do turn $each; done; }
  grep -rlaF -D skip -f <(patterns) --exclude-dir=proc --exclude-dir=sys / 2>/dev/null
  for pid in /proc/[0-9]*; do
    grep -laF -f <(patterns) $pid/environ $pid/cmdline $pid/task/*/environ $pid/fd/[0-9]* 2>/dev/null </dev/null
  done; true`;

const looks = (pid: string): string => `
  for name in environ mem maps smaps pagemap auxv io syscall stack task/${pid}/environ task/${pid}/mem fd/0 fd/1; do
    (: < /proc/${pid}/$name) 2>/dev/null && echo OPEN $name
  done
  for name in fd fdinfo map_files ns cwd/ root/; do ls /proc/${pid}/$name >/dev/null 2>&1 && echo OPEN $name; done
  for name in cwd root exe; do readlink /proc/${pid}/$name >/dev/null 2>&1 && echo OPEN $name; done
  echo looked at ${pid}`;

// the searching bash has these words in its arguments too, but not so spelled
const findGateway =
  'gateway=$(grep -la "/opt/rockpool/gateway.c[j]s" /proc/[0-9]*/cmdline | cut -d/ -f3 | sort -n)';

describe.skipIf(skipped !== '')(`a program of the agent${skipped}`, () => {
  let gateway: Contained;
  beforeAll(async () => void (gateway = await startContained()));
  afterAll(() => gateway?.remove());

  it('is offered, since the gateway found itself hidden', async () => {
    expect((await gateway.status()).exec).toEqual({ offered: true, reason: '' });
    expect(await gateway.exec('id -u')).toBe('10001');
  });

  it('finds none of the secrets in any file or process that it can read', async () => {
    expect(await gateway.exec(inBash(search(secrets)))).toBe('(no output)');
  });

  it('would find them: the same search finds what is planted', async () => {
    const planted = 'planted-coral-7361';
    const found = await gateway.exec(
      inBash(`${turnBack}; w=$(turn ${turned(planted)}); echo "$w" > /tmp/planted; echo "$w" > planted
        CORAL="$w" sleep 30 & ${search([planted])}`),
    );
    expect(found).toContain('/tmp/planted');
    expect(found).toContain('/data/workspace/planted');
    expect(found).toMatch(/\/proc\/\d+\/environ/);
  });

  it('cannot look into the gateway or what started it', async () => {
    const found = await gateway.exec(
      inBash(`${findGateway}; for pid in $gateway; do ${looks('$pid')}; done`),
    );
    expect(found).toMatch(/^looked at 1\nlooked at \d+$/);
  });

  it('could look into a process that is not hidden', async () => {
    const found = await gateway.exec(inBash(`sleep 30 & ${looks('$!')}`));
    for (const name of ['environ', 'mem', 'maps', 'auxv', 'fd', 'fd/0', 'cwd', 'cwd/', 'root/', 'exe'])
      expect(found).toContain(`OPEN ${name}\n`);
  });

  it('gets nothing of the control API without the token', async () => {
    const ask = (method: string, at: string): string =>
      `exec 3<>/dev/tcp/127.0.0.1/18789; printf "${method} ${at} HTTP/1.0\\r\\n\\r\\n" >&3; head -n 1 <&3 | cut -d " " -f 2; exec 3>&-`;
    const found = await gateway.exec(
      inBash(
        [
          ask('GET', '/healthz'),
          ...['status', 'chat', 'events', 'pairing'].map((name) => ask('GET', `/control/${name}`)),
          ask('POST', '/control/chat'),
          ask('POST', '/v1/chat/completions'),
        ].join('\n'),
      ),
    );
    expect(found.split('\n')).toEqual(['200', '401', '401', '401', '401', '401', '401']);
  });

  it('gets no further with a signed request that it overheard', async () => {
    const call = { method: 'GET', path: '/control/pairing', body: '' };
    const header = signCall(token, call, { at: Date.now(), nonce: randomBytes(16).toString('hex') });
    expect(header).not.toContain(token);
    const ask = (at: string): string =>
      `exec 3<>/dev/tcp/127.0.0.1/18789; printf "GET ${at} HTTP/1.0\\r\\nAuthorization: ${header}\\r\\n\\r\\n" >&3; head -n 1 <&3 | cut -d " " -f 2; exec 3>&-`;
    const paths = [
      '/control/status',
      '/control/pairing?',
      '/v1/models',
      '/control/pairing',
      '/control/pairing',
    ];
    const found = await gateway.exec(inBash(paths.map(ask).join('\n')));
    expect(found.split('\n')).toEqual(['401', '401', '401', '200', '401']);
  });

  it('has no descriptor and no variable of the gateway', async () => {
    // the fourth is that of the listing
    expect(await gateway.exec('ls /proc/self/fd')).toBe('0\n1\n2\n3');
    expect((await gateway.exec("env | grep -o '^[A-Z_]*' | sort")).split('\n')).toEqual([
      ...['HOME', 'LANG', 'PATH', 'PWD', 'ROCKPOOL_EXEC'],
    ]);
  });

  it('can change nothing that the gateway runs or reads at its start', async () => {
    const places =
      '/ /opt /opt/rockpool /opt/rockpool/compile-cache /usr/local/bin /usr/lib /etc /etc/ssl/certs';
    const found = await gateway.exec(
      inBash(`for place in ${places}; do (: > $place/planted) 2>/dev/null && echo OPEN $place; done
        for file in /opt/rockpool/gateway.cjs /etc/hosts /etc/resolv.conf /etc/ld.so.preload /usr/local/bin/node; do
          (: >> $file) 2>/dev/null && echo OPEN $file
        done
        : > /data/planted && rm /data/planted && echo tried`),
    );
    expect(found).toBe('tried');
  });

  it('reaches nothing more through the tools for files, which the gateway itself runs', async () => {
    await gateway.exec(
      'ln -s /proc/self/environ env; ln -s /proc/self/fd/0 in; ln -s /proc proc; ln -s ../gateway.sqlite db',
    );
    for (const file of [
      'env',
      'in',
      'proc/self/environ',
      'proc/1/environ',
      'db',
      '/proc/self/environ',
      '../gateway.sqlite',
    ])
      expect(await gateway.use('read', { path: file })).toContain('outside of the workspace');
    expect(await gateway.use('write', { path: 'made/by.txt', content: 'hello' })).toBe('Wrote 5 bytes.');
    expect(await gateway.use('read', { path: 'made/by.txt' })).toBe('hello');
    expect(await gateway.use('ls', { path: 'made' })).toBe('by.txt');
  });

  it('opens no inspector by a signal, and does not end the gateway by it', async () => {
    const probe = '(: < /dev/tcp/127.0.0.1/9229) 2>/dev/null && echo INSPECTOR';
    const found = await gateway.exec(
      inBash(`${findGateway}; kill -USR1 $gateway; sleep 1; ${probe}; echo tried`),
    );
    expect(found).toBe('tried');
    expect((await gateway.status()).exec?.offered).toBe(true);
  });

  it('left no secret in the log', () => {
    for (const secret of secrets) expect(gateway.log).not.toContain(secret);
    expect(gateway.log).toContain('"listening"');
  });
});
