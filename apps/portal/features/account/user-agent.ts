/** Names for people, as the products write them; null where the header does not say. */
export type Device = { browser: string | null; system: string | null; phone: boolean };

// first hit wins: every browser also claims to be the ones below it
const browsers = [
  [/MicroMessenger/, 'WeChat'],
  [/Lark|Feishu/, 'Feishu'],
  [/DingTalk/, 'DingTalk'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
] as const;
const systems = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
] as const;

/** As people tell their devices apart; empty when the header says nothing. */
export const deviceName = ({ browser, system }: Device): string =>
  [browser, system].filter((part) => part !== null).join(' · ');

export function describeUserAgent(header: string): Device {
  const find = (table: readonly (readonly [RegExp, string])[]) =>
    table.find(([pattern]) => pattern.test(header))?.[1] ?? null;
  const system = find(systems);
  return {
    browser: find(browsers),
    system,
    phone: /Mobile/.test(header) || system === 'iPhone' || system === 'iPad',
  };
}
