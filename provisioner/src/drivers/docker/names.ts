/** What the driver calls the things of one instance on the engine. */

export const installationPattern = /^[a-z0-9]{4,8}$/;

export type Names = {
  /** of container, network and volume */
  name: string;
  /** of the network's interface on the host: at most 15 bytes, as the kernel wants it */
  bridge: string;
};

export function namesOf(installation: string, id: string): Names {
  return {
    name: `rockpool-${installation}-${id}`,
    bridge: `${bridgePrefix(installation)}${fnv1a(id).toString(16).padStart(8, '0')}`,
  };
}

/** What the interfaces of all instances of an installation begin with; the walls go by it. */
export const bridgePrefix = (installation: string) => `rp${installation.slice(0, 4)}`;

export const label = {
  installation: 'rockpool.installation',
  instance: 'rockpool.instance',
  launch: 'rockpool.launch',
  restarts: 'rockpool.restarts',
} as const;

/** On everything of an instance. */
export const labelsOf = (installation: string, id: string) => ({
  [label.installation]: installation,
  [label.instance]: id,
});

/** 32 bits; the engine refuses a second network with the same interface, so that a collision is an error and never shared. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
