/** What is one conversation in a group: all of it, each sender, each thread, each sender in each thread. */
export const groupScopes = ['group', 'group_sender', 'group_topic', 'group_topic_sender'] as const;
export type GroupScope = (typeof groupScopes)[number];
