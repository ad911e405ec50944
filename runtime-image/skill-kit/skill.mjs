/** What `import { defineSkill } from 'rockpool-gateway/skill'` gives. */
export const defineSkill = (skill) => skill;
