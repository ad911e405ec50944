/**
 * A volume as a tar and back, by the engine, through a container that holds the volume and is never started. While an import is
 * under way a second volume of no content stands beside the instance's and says that it is half: made before anything of the
 * instance is touched, removed when all is there.
 */
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkedTar, TarTooLarge, volumeRoot } from '../checked-tar.ts';
import type { ImportResult, VolumeExport } from '../driver.ts';
import type { Engine } from './engine.ts';
import type { ContainerOptions } from './engine-connection.ts';
import { label, labelsOf, namesOf } from './names.ts';
import { owned } from './owned.ts';

const noSpace = /no space left on device|disk quota exceeded/i;
const isTooLarge = (failure: Error) => failure instanceof TarTooLarge || noSpace.test(failure.message);

export type VolumeArchive = ReturnType<typeof createVolumeArchive>;

type VolumeArchiveOptions = {
  engine: Engine;
  installation: string;
  crashPoint: (moment: string) => void;
};

export function createVolumeArchive({ engine, installation, crashPoint }: VolumeArchiveOptions) {
  const nameOf = (id: string) => namesOf(installation, id).name;
  const markOf = (id: string) => `${nameOf(id)}-half`;
  const carrierOf = (id: string) => `${nameOf(id)}-carrier`;

  /** Also of an earlier try that was cut off: who holds a volume keeps it from being removed. */
  async function removeCarrier(id: string) {
    const found = owned('container', await engine.inspectContainer(carrierOf(id)), installation);
    if (found) await engine.removeContainer(found.id);
  }

  async function createCarrier(id: string, image: string) {
    await removeCarrier(id);
    await engine.createContainer(carrierOf(id), carrierSpec(installation, nameOf(id), image));
  }

  return {
    removeCarrier,

    async isHalf(id: string) {
      return owned('volume', await engine.inspectVolume(markOf(id)), installation) !== null;
    },
    mark: (id: string) => engine.createVolume(markOf(id), { Labels: labelsOf(installation, id) }),
    removeMark: (id: string) => engine.removeVolume(markOf(id)),

    /** Runs for as long as the tar is read. The volume has to be mountable meanwhile. */
    async read(id: string, image: string, opened: (tar: VolumeExport['tar']) => void) {
      await createCarrier(id, image);
      try {
        const answer = await engine.openArchive(carrierOf(id), `/${volumeRoot}`);
        const tar = new PassThrough();
        // A failure reaches whoever reads; here it only ends the wait.
        const ended = pipeline(answer, tar).catch(() => {});
        opened(tar);
        await ended;
      } finally {
        await removeCarrier(id);
      }
    },

    /** Into an empty volume. @param bytesMax null: no bound */
    async fill(id: string, image: string, tar: Readable, bytesMax: number | null): Promise<ImportResult> {
      await createCarrier(id, image);
      try {
        crashPoint('import begun');
        const checked = checkedTar(bytesMax);
        // Into the root: below the volume the engine refuses links that lead out of it, which a user may have.
        const taken = engine.fillArchive(carrierOf(id), checked, '/');
        // Nobody would read what is still to come.
        taken.catch((error: Error) => checked.destroy(error));
        const [sent, did] = await Promise.allSettled([pipeline(tar, checked), taken]);
        const failures = [sent, did].flatMap((each) =>
          each.status === 'rejected' ? [each.reason as Error] : [],
        );
        const tooLarge = failures.find(isTooLarge);
        if (tooLarge) return { kind: 'too_large', message: tooLarge.message };
        // What the tar is says more than that the engine got no whole one.
        if (failures[0]) throw failures[0];
        return { kind: 'imported' };
      } finally {
        await removeCarrier(id);
      }
    },
  };
}

/** The image lends its folder's owner to a volume that is empty. */
const carrierSpec = (installation: string, volume: string, image: string): ContainerOptions => ({
  Image: image,
  Labels: { [label.installation]: installation },
  Entrypoint: ['tini', '--'],
  Cmd: ['false'],
  HostConfig: {
    Mounts: [{ Type: 'volume', Source: volume, Target: `/${volumeRoot}` }],
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    NetworkMode: 'none',
    RestartPolicy: { Name: 'no' },
  },
});
