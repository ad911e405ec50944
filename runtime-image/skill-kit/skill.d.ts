/** For skills in TypeScript: put this file beside your own, or add `"types": ["@rockpool/gateway/skill"]` to tsconfig.json. */
declare module 'rockpool-gateway/skill' {
  export type SkillMessage = {
    /** what the person wrote; after `/skill <name>` or `/<name>` only the rest */
    text: string;
    sender: { id: string; name: string; isOwner: boolean };
    chat: { id: string; kind: 'direct' | 'group' };
    /** `feishu`, `dingtalk`, `web` … */
    channel: string;
    /** ms since epoch */
    sentAt: number;
  };

  export type SkillContext = {
    /** absolute; files that are to be sent must lie in it */
    workspace: string;
    /** folder of the skill */
    skillDir: string;
    locale: 'zh' | 'en';
    /** IANA name */
    timeZone: string;
    /** `skills.entries.<name>.config` of openclaw.json */
    config: Record<string, unknown>;
  };

  /** A text to answer with, files of the workspace beside it, or null: the message goes on to the model. */
  export type SkillAnswer = string | { text?: string; files?: string[] } | null | undefined;

  export type SkillDefinition = {
    /** a-z, 0-9, - and _; people start it by `/name` */
    name: string;
    description: string;
    version?: string;
    /**
     * Messages that it is asked about: that begin with a text, or that a regular expression fits. Without it the skill answers only
     * when it is called by name.
     */
    match?: string | RegExp | (string | RegExp)[];
    /** Has 5 seconds and 64 MB; the variables of `skills.entries.<name>.env` are in `process.env`. */
    onMessage(message: SkillMessage, context: SkillContext): SkillAnswer | Promise<SkillAnswer>;
  };

  export function defineSkill(skill: SkillDefinition): SkillDefinition;
}
