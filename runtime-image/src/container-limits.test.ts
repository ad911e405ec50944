/** What a program of the agent does to the gateway beside it, and what people read of it: tried from `exec`, in a real container. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { until } from './testing.ts';
import { inBash, startContained, whyNoContainers, type Contained } from './testing/container.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

const skipped = await whyNoContainers();

/** tini and the gateway */
const own = 2;

describe.skipIf(skipped !== '')(`a program of the agent${skipped}`, () => {
  let gateway: Contained;
  beforeAll(async () => void (gateway = await startContained()));
  afterAll(() => gateway?.remove());

  it('is killed for its memory, and not the gateway; both the model and the user read why', async () => {
    const { startedAt } = await gateway.status();
    const hog = 'const all = []; for (;;) all.push(Buffer.alloc(8e6, 1))';
    const output = await gateway.exec(`node -e '${hog}'`);
    expect(output).toContain('[killed: out of memory]');
    const told = gateway.model.requests.at(-1)!.body.messages.at(-1)!;
    expect(JSON.stringify(told)).toContain('out of memory');
    expect((await gateway.status()).startedAt).toBe(startedAt);
  });

  it('that multiplies meets a limit, /stop is answered meanwhile, and nothing of it is left', async () => {
    const bomb = inBash('touch begun; bomb() { bomb | bomb & bomb; }; bomb');
    await gateway.ask('exec', { command: bomb }, 'done');
    await until(async () => (await gateway.processes()).length > 80);
    const asked = performance.now();
    await gateway.say('/stop');
    await until(async () => (await gateway.messages()).at(-1)?.role === 'notice');
    expect(performance.now() - asked).toBeLessThan(20_000);
    await until(async () => !(await gateway.status()).runningTurns);
    expect(await gateway.processes()).toHaveLength(own);
  });

  it('that multiplies until its time is over is told of the limit', async () => {
    const output = await gateway.exec(inBash('bomb() { bomb | bomb & bomb; }; bomb'), 2);
    expect(output).toContain('[timed out after 2 s]');
    expect(output).toContain('[the limit of processes was reached');
    expect(await gateway.processes()).toHaveLength(own);
  });

  it('that hides from its group, its session and its mark is ended with the command', async () => {
    // a program that cannot be read, so that nobody sees its environment, in a session of its own, without parents
    const away = `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore", env: {} }).unref()`;
    const output = await gateway.exec(`node -e '${away}'; env -i bash -c 'sleep 600 & disown'; sleep 600 &`);
    expect(output).toBe('[3 background processes were ended with the command]');
    expect(await gateway.processes()).toHaveLength(own);
  });

  it('that hides and multiplies is ended with the command', async () => {
    const worm =
      'const go = () => { try { require("child_process").spawn("/bin/bash", ["-c", "f() { set -m; f & f & }; f"], { detached: true, stdio: "ignore", env: {} }).on("error", () => {}).unref() } catch {} }; setInterval(go, 5)';
    const output = await gateway.exec(`node -e '${worm}'`, 3);
    expect(output).toContain('[timed out after 3 s]');
    expect(output).not.toContain('could not be ended');
    expect(await gateway.processes()).toHaveLength(own);
  });

  it('that puts a broken link in place of its workspace keeps no gateway from starting, and can be mended', async () => {
    await gateway.exec('cd /data && mv workspace aside && ln -s /no/such/folder workspace');
    await gateway.kill();
    await gateway.start();
    expect(await gateway.use('ls', {})).toContain('The tool failed');
    expect(await gateway.exec('rm workspace && mv aside workspace && echo mended')).toBe('mended');
    expect(await gateway.use('ls', {})).toContain('AGENTS.md');
  });

  it('does not run again when the gateway was killed meanwhile, and the model is told', async () => {
    await gateway.ask('exec', { command: 'echo ran >> ran; sleep 60' }, 'I was interrupted');
    await until(async () => (await gateway.processes()).includes('sleep 60'));
    await gateway.kill();
    await gateway.start();
    await until(async () => (await gateway.messages()).at(-1)?.text === 'I was interrupted');
    expect(JSON.stringify(gateway.model.requests.at(-1)!.body.messages.at(-1))).toContain('interrupted');
    expect(await gateway.exec('cat ran')).toBe('ran');
  });
});

describe.skipIf(skipped !== '')(`the disk of a container${skipped}`, () => {
  let gateway: Contained;
  beforeAll(async () => {
    gateway = await startContained('--tmpfs=/data:rw,nosuid,nodev,size=48m,mode=0700,uid=10001,gid=10001');
  });
  afterAll(() => gateway?.remove());

  it('is told of in the status and by /status: its size, and what is used of it', async () => {
    const mib = 1024 * 1024;
    const { disk: before } = await gateway.status();
    expect(before?.sizeBytes).toBe(48 * mib);
    await gateway.exec(`head -c ${24 * mib} /dev/zero > half`);
    const { disk: after } = await gateway.status();
    expect(after!.usedPercent - before!.usedPercent).toBeGreaterThanOrEqual(49);
    await gateway.say('/status');
    await until(async () =>
      (await gateway.messages()).some(({ text }) => /^- disk: \d+ % of 48 MiB used$/m.test(text)),
    );
    await gateway.exec('rm half');
  });

  it('may be filled by a program, and the conversation goes on', async () => {
    const output = await gateway.exec('head -c 200000000 /dev/zero > hog; sleep 1');
    expect(output).toContain('[killed: it was filling the disk]');
    expect(output).toContain('[the disk is full: delete something first]');
    // nor by the next one, bit by bit
    const next = await gateway.exec(
      'for each in 1 2 3 4 5 6 7 8; do head -c 2000000 /dev/zero > more$each; done',
    );
    expect(next).toContain('[the disk is full: delete something first]');
    expect(await gateway.exec('rm hog more*; echo there is room')).toBe('there is room');
    expect(await gateway.exec('echo text > file; cat file')).toBe('text');
  });
});
