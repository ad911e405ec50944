/** Whether a turn may start another one. Pure. */
const childrenMax = 8;
const taskCharsMax = 20_000;

export type SpawnFacts = {
  /** the asking turn is itself one that was started so */
  isChild: boolean;
  agentExists: boolean;
  /** the asking agent may send work to this one: itself, or any for the owner */
  mayUseAgent: boolean;
  /** not ended yet, of the asking session */
  running: number;
  taskChars: number;
};

export type SpawnRefusal = 'depth' | 'agent_unknown' | 'agent_not_yours' | 'too_many' | 'empty' | 'too_long';

export type SpawnDecision = { kind: 'start' } | { kind: 'refused'; reason: SpawnRefusal };

export function decideSpawn(facts: SpawnFacts): SpawnDecision {
  if (facts.isChild) return { kind: 'refused', reason: 'depth' };
  if (facts.taskChars === 0) return { kind: 'refused', reason: 'empty' };
  if (facts.taskChars > taskCharsMax) return { kind: 'refused', reason: 'too_long' };
  if (!facts.agentExists) return { kind: 'refused', reason: 'agent_unknown' };
  if (!facts.mayUseAgent) return { kind: 'refused', reason: 'agent_not_yours' };
  if (facts.running >= childrenMax) return { kind: 'refused', reason: 'too_many' };
  return { kind: 'start' };
}

/** What the model reads when it may not. */
export const spawnRefusals: Record<SpawnRefusal, string> = {
  depth: 'A subagent cannot start others; do the work yourself.',
  agent_unknown: 'There is no such agent; leave "agent" out to use your own.',
  agent_not_yours: 'Only the owner may give work to another agent; leave "agent" out.',
  too_many: `${childrenMax} of this session are under way already; wait for one to end, or stop one.`,
  empty: '"task" must say what is to be done.',
  too_long: `"task" may have ${taskCharsMax} characters at most; write the material to a file and name it.`,
};
