export type PlatformSettings = { portalUrl: string };
