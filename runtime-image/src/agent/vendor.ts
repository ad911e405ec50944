/** Whose address it is: vendors speak OpenAI's protocol with differences that only their host name tells. Pure. */
export type Vendor =
  'glm' | 'glm-coding' | 'qwen' | 'kimi' | 'deepseek' | 'openai' | 'anthropic' | 'volcengine' | 'minimax';

const hosts: readonly [RegExp, Vendor][] = [
  [/^https?:\/\/(?:open\.bigmodel\.cn|api\.z\.ai)\/api\/coding\//, 'glm-coding'],
  [/^https?:\/\/(?:open\.bigmodel\.cn|api\.z\.ai)\//, 'glm'],
  [/^https?:\/\/(?:[\w-]+\.)*(?:dashscope[\w-]*\.aliyuncs\.com|maas\.aliyuncs\.com)\//, 'qwen'],
  [/^https?:\/\/api\.(?:moonshot\.(?:cn|ai)|kimi\.com)\//, 'kimi'],
  [/^https?:\/\/api\.deepseek\.com\//, 'deepseek'],
  [/^https?:\/\/api\.openai\.com\//, 'openai'],
  [/^https?:\/\/api\.anthropic\.com\//, 'anthropic'],
  [/^https?:\/\/ark\.[\w-]+\.volces\.com\//, 'volcengine'],
  [/^https?:\/\/api\.minimax(?:i)?\.(?:com|chat|io)\//, 'minimax'],
];

const known = new Map<string, Vendor | null>();

/** Null for an address of nobody that is known. */
export function vendorOf(baseUrl: string): Vendor | null {
  let vendor = known.get(baseUrl);
  if (vendor === undefined) {
    vendor = hosts.find(([host]) => host.test(`${baseUrl}/`))?.[1] ?? null;
    if (known.size > 64) known.clear();
    known.set(baseUrl, vendor);
  }
  return vendor;
}

/** The version in a model's name, e.g. 5.2 of `glm-5.2-flash`; null when the name is of another family or has none. */
export function familyVersion(modelId: string, family: string): number | null {
  const name = modelId.slice(modelId.lastIndexOf('/') + 1).toLowerCase();
  const match = new RegExp(`^${family}-?(\\d+(?:\\.\\d+)?)`).exec(name)?.[1];
  return match === undefined ? null : Number(match);
}

/** Plans that allow few requests at once, by the beginning of their address. */
const planRequests: readonly [RegExp, number][] = [
  [/(?:open\.bigmodel\.cn|api\.z\.ai)\/api\/(?:coding|anthropic)/, 2],
  [/coding(?:-intl)?\.dashscope\.aliyuncs\.com/, 2],
  [/api\.kimi\.com\/coding/, 2],
  [/volces\.com\/api\/coding/, 2],
];
const requestsAtOnce = 4;

/** How many requests one key may have under way. @param configured `limits.requestsPerKey`, which wins */
export function requestsPerKey(baseUrl: string, configured: number | null): number {
  return configured ?? planRequests.find(([plan]) => plan.test(baseUrl))?.[1] ?? requestsAtOnce;
}
