import { afterEach, beforeEach, expect, test } from 'vitest';
import pino from 'pino';
import { moveClock } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { createDockerFleet, type DockerFleet } from '../testing/docker-fleet.ts';
import { describeWithDocker, useStandInImage } from '../testing/docker-world.ts';
import { tagImage } from '../testing/tag-image.ts';
import { until } from '../testing/until.ts';

describeWithDocker('what is removed by hand', (engine) => {
  const image = useStandInImage(engine);
  let fleet: DockerFleet;
  let said: string;
  let id: string;
  beforeEach(async () => {
    said = '';
    fleet = await createDockerFleet(image());
    await fleet.start({ log: pino({ level: 'info' }, { write: (line) => void (said += line) }) });
    const claim = await fleet.claim();
    id = claim.id;
    await fleet.runsOnce(id, 60_000);
    await fleet.dayBegan(claim.entitlementId);
    await fleet.mark(id);
  });
  afterEach(() => fleet.dispose());

  const suspend = async (suspendedAt: Date | null) => {
    await fleet.db.instance.update({ where: { id }, data: { suspendedAt } });
    await addReconcileJob(fleet.db, id);
  };
  const isStopped = () =>
    until('it is stopped', async () => (await fleet.driver.observe(id)).state === 'stopped');
  const runsAnew = (before: string) =>
    until(
      'another container runs',
      async () => {
        const { phase, phaseReason } = await fleet.row(id);
        const now = await engine.inspectContainer(fleet.nameOf(id));
        return now?.running && now.id !== before && phase === 'running' && phaseReason === 'ready';
      },
      60_000,
    );
  const containerId = async () => (await engine.inspectContainer(fleet.nameOf(id)))!.id;

  test('the container: another one runs at once, on the same volume', async () => {
    const before = await containerId();
    await engine.removeContainer(before);
    await runsAnew(before);
    await fleet.runsOnce(id);
    expect(await fleet.isMarked(id)).toBe(true);
  }, 120_000);

  test('the network: after half a minute of silence there is another one, with the container anew on the same volume', async () => {
    const before = await containerId();
    await engine.disconnect(fleet.nameOf(id), before);
    await engine.removeNetwork(fleet.nameOf(id));
    await addReconcileJob(fleet.db, id);
    await until('it is silent', async () => (await fleet.row(id)).phaseReason === 'not_ready');
    await moveClock(fleet.db, { byMs: 30_000 });
    await runsAnew(before);
    await fleet.runsOnce(id);
    expect(await fleet.isMarked(id)).toBe(true);
  }, 120_000);

  test('the volume: the loss is said while it is stopped, and goes on being said when it runs on an empty one', async () => {
    await suspend(new Date());
    await fleet.reaches(id, 'suspended');
    await isStopped();
    await engine.removeContainer(fleet.nameOf(id));
    await engine.removeVolume(fleet.nameOf(id));
    await addReconcileJob(fleet.db, id);
    const lost = expect.stringContaining('its volume was missing');
    await until('the loss is in its row', async () => (await fleet.row(id)).phaseDetail !== '');
    expect(await fleet.row(id)).toMatchObject({ phase: 'suspended', phaseDetail: lost });
    expect(said).toContain('"reason":"volume_missing"');

    await suspend(null);
    expect(await fleet.runsOnce(id, 30_000)).toMatchObject({ phaseReason: 'ready', phaseDetail: lost });
    expect(await fleet.isMarked(id)).toBe(false);
    await addReconcileJob(fleet.db, id);
    await until('it was looked at', async () =>
      (await fleet.jobsOf(id)).every((key) => key.startsWith('wake:')),
    );
    expect(await fleet.row(id)).toMatchObject({ phase: 'running', phaseDetail: lost });
  }, 120_000);
});

describeWithDocker('an image that is removed by hand', (engine) => {
  const image = useStandInImage(engine);
  let fleet: DockerFleet;
  const tag = 'rockpool-test-gateway:gone';
  beforeEach(async () => {
    fleet = await createDockerFleet(image());
  });
  afterEach(async () => {
    await fleet.dispose();
    await engine.removeImage(`${tag}-${fleet.installation}`);
  });

  test('disturbs nothing that runs; what should start says what is missing, and starts when it is there', async () => {
    const name = `${tag}-${fleet.installation}`;
    const imageId = await engine.imageId(image());
    await tagImage(imageId!, name);
    await fleet.start({ config: { driver: { ...fleet.driverConfig, image: name } } });
    const runs = await fleet.claim();
    await fleet.runsOnce(runs.id, 60_000);
    const before = await fleet.driver.observe(runs.id);
    await engine.removeImage(name);
    await addReconcileJob(fleet.db, runs.id);
    const waits = await fleet.claim();
    expect(await fleet.reaches(waits.id, 'failed')).toMatchObject({
      phaseReason: 'start_failed',
      phaseDetail: expect.stringContaining(`the engine has no image ${name}`),
    });
    expect(await fleet.traces(waits.id)).toEqual([]);
    await tagImage(imageId!, name);
    await fleet.runsOnce(waits.id, 60_000);
    await fleet.runsOnce(runs.id);
    expect(await fleet.driver.observe(runs.id)).toEqual(before);
  }, 120_000);
});
