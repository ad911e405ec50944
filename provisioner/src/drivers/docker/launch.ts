/** Which start made a container, and whether a start now would make the same one. */
import { createHash } from 'node:crypto';
import type { InstanceSpec, LaunchSettings } from '../driver.ts';
import { containerSpec } from './container-spec.ts';
import type { Container } from './engine-answer.ts';
import { label } from './names.ts';
import type { Place } from './networks.ts';

/** The image, and a hash of how its containers are made. The bound of the disk is left out: it is given to the volume once. */
export function launchName(imageId: string, launch: LaunchSettings, ipv6: boolean): string {
  const places = { image: imageId, network: '', address: '', volume: '', labels: {}, ipv6 };
  return `${imageId.slice(0, 19)} ${sha256(JSON.stringify(containerSpec(launch, places))).slice(0, 12)}`;
}

/** As they are written on a container at its making. */
export const launchLabels = (launch: string, { restarts }: InstanceSpec) => ({
  [label.launch]: launch,
  [label.restarts]: String(restarts),
});

export const readLaunch = ({ labels }: Container) => ({
  launch: labels[label.launch] ?? '',
  restarts: Number(labels[label.restarts]),
});

/** Whether it is as a start now would make it, so that it only has to be started. */
export function fits(container: Container, wanted: string, spec: InstanceSpec, place: Place): boolean {
  const { launch, restarts } = readLaunch(container);
  const network = container.networks[container.name];
  return (
    (container.status === 'created' || container.status === 'exited') &&
    launch === wanted &&
    restarts === spec.restarts &&
    (container.status === 'created' || network?.networkId === place.networkId) &&
    network?.wantedAddress === place.address
  );
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
