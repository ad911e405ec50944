import { z } from 'zod';

/**
 * A fault waits for requests of a method and path and then decides what happens to them.
 * Without `status`, `drop` and `hang` it only delays. Later faults win over earlier ones.
 */
export const Fault = z.object({
  /** any method when absent */
  method: z.string().optional(),
  /** exact path, `*` stands for any characters */
  path: z.string(),
  /** only requests whose body holds this text */
  bodyIncludes: z.string().optional(),
  status: z.number().int().min(100).max(599).optional(),
  /** a text is sent as it is, anything else as JSON */
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  delayMs: z.number().min(0).optional(),
  /** `request`: the connection dies before the work is done; `response`: after it, so the client cannot know */
  drop: z.enum(['request', 'response']).optional(),
  /** the request is never answered */
  hang: z.boolean().optional(),
  /** how often it strikes; 0 means until removed */
  times: z.number().int().min(0).default(1),
});
export type Fault = z.input<typeof Fault>;
type ParsedFault = z.output<typeof Fault>;

export interface Faults {
  /** Adds a fault; returns its id. */
  add(fault: Fault): string;
  remove(id: string): void;
  clear(): void;
  list(): (ParsedFault & { id: string })[];
  /** The fault that strikes this request, counted as used; undefined when none does. */
  take(method: string, path: string, body: string): ParsedFault | undefined;
}

export function createFaults(): Faults {
  let nextId = 1;
  let active: { id: string; fault: ParsedFault; left: number; pattern: RegExp }[] = [];
  return {
    add(input) {
      const fault = Fault.parse(input);
      const id = `fault-${nextId++}`;
      const left = fault.times === 0 ? Infinity : fault.times;
      active.unshift({ id, fault, left, pattern: pathPattern(fault.path) });
      return id;
    },
    remove(id) {
      active = active.filter((entry) => entry.id !== id);
    },
    clear() {
      active = [];
    },
    list: () => active.map(({ id, fault }) => ({ id, ...fault })),
    take(method, path, body) {
      const hit = active.find(
        ({ fault, pattern }) =>
          (fault.method === undefined || fault.method.toUpperCase() === method) &&
          pattern.test(path) &&
          (fault.bodyIncludes === undefined || body.includes(fault.bodyIncludes)),
      );
      if (!hit) return undefined;
      hit.left -= 1;
      if (hit.left <= 0) active = active.filter((entry) => entry !== hit);
      return hit.fault;
    },
  };
}

function pathPattern(path: string): RegExp {
  const escaped = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}
