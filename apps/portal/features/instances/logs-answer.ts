import type { LogsView } from '@rockpool/db/operations/instance-logs';
import type { Wire } from '../computer/wire.ts';

/** What the page that follows an instance's lines gets. */
export type LogsAnswer = Wire<LogsView>;
