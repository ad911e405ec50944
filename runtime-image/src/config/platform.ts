export type PlatformSettings = { portalUrl: string };

/** Where the owner of a computer says who hears and speaks. */
export const speechPage = (portalUrl: string): string =>
  `${portalUrl.replace(/\/+$/, '')}/computer/set-up#speech`;
