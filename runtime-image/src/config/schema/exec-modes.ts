/** The words for who is asked before a program runs, in the configuration and in commands. */

/** `deny`: nothing runs; `allowlist`: what was allowed always; `full`: everything */
export const execSecurities = ['deny', 'allowlist', 'full'] as const;
export type ExecSecurity = (typeof execSecurities)[number];
/** when a person is asked first: never, when the list does not allow it, each time */
export const execAsks = ['off', 'on-miss', 'always'] as const;
export type ExecAsk = (typeof execAsks)[number];
/** of approvals in one session: as usual, skipped for the owner, always asked, skipped for everybody */
export const elevatedModes = ['off', 'on', 'ask', 'full'] as const;
