/**
 * Families of models that take images, for configurations that do not say (`models[].input`). A wrong guess is told by the vendor,
 * so only names are here that are known to see.
 */
const families = [
  /^glm-[\d.]+v/, // glm-4.5v, glm-4.6v-flash
  /-vl(?:-|$)|^qwen-vl|^qvq/,
  /^qwen3\.[5-9]-(?:plus|flash)/,
  /^kimi-k(?:2\.[5-9]|[3-9])/,
  /^kimi-for-coding/,
  /^claude-/,
  /^gpt-(?:4o|4\.1|5)/,
  /^o[34](?:-|$)/,
  /^gemini-/,
  /vision/,
];

/** @param id the vendor's name, perhaps behind the name of its maker, e.g. `moonshotai/kimi-k2.6` */
export function seesByName(id: string): boolean {
  const name = id.slice(id.lastIndexOf('/') + 1).toLowerCase();
  return families.some((family) => family.test(name));
}
