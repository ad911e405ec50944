/** What a skill is, types only. */

/** Where it lies; of the same name the first wins. */
export type SkillSource = 'workspace' | 'state' | 'bundled' | 'extra';

/** What the head of a SKILL.md says. */
export type SkillHead = {
  name: string;
  description: string;
  version: string;
  homepage: string;
  emoji: string;
  /** people may start it by `/name` */
  userInvocable: boolean;
  /** the model is not told of it */
  onlyByPeople: boolean;
  /** names as `process.platform` has them; empty: any */
  os: string[];
  requires: {
    bins: string[];
    /** one of them */
    anyBins: string[];
    env: string[];
    /** dotted paths of openclaw.json that must be set */
    config: string[];
  };
  /** the variable that `skills.entries.<name>.apiKey` goes into; empty: none */
  primaryEnv: string;
  /** how what is missing is got, for people */
  install: { bins: string[]; label: string }[];
};

export type Skill = {
  head: SkillHead;
  source: SkillSource;
  /** absolute, without links */
  dir: string;
  /** text of SKILL.md after its head, `{baseDir}` as written; empty for a skill that is only code */
  body: string;
  code: SkillCode | null;
};

export type SkillCode = {
  /** `index.ts`, `.js` or `.mjs` */
  file: string;
  /** changes with the file */
  stamp: string;
  match: SkillMatch[];
};

/** Which messages it answers by itself: those that begin with a text, or that a regular expression fits. */
export type SkillMatch = { kind: 'prefix'; text: string } | { kind: 'regex'; source: string; flags: string };

/** A folder that is meant to be a skill and is not. */
export type BrokenSkill = {
  name: string;
  dir: string;
  source: SkillSource;
  error: string;
  /** nothing else is wrong: its code waits for the owner to allow it */
  needsLeave: boolean;
};

export const skillName = /^[a-z0-9][a-z0-9_-]{0,63}$/;
