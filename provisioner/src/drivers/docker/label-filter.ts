import type { Labels } from './engine-answer.ts';

/** What the engine lists: things with all of these labels; an empty value stands for any. */
export const byLabels = (labels: Labels) => ({
  label: Object.entries(labels).map(([name, value]) => (value === '' ? name : `${name}=${value}`)),
});
