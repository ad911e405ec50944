import type { AuditRow } from '@rockpool/db/views/audit';
import type { Translator } from '../../../i18n/translator-for.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { ConsoleTime } from '../console-time.tsx';
import type { CsvColumn } from '../csv.ts';
import { ActionName } from './action-name.tsx';
import { actorText, subjectName } from './subject-name.ts';

export const auditColumns = (t: Translator<'consoleAudit'>): Column<AuditRow, 'id'>[] => [
  { id: 'id', head: t('number'), sort: 'id', cell: (row) => row.id },
  { id: 'at', head: t('at'), cell: (row) => <ConsoleTime at={row.at} /> },
  { id: 'actor', head: t('actor'), cell: (row) => actorText(row, t) },
  { id: 'action', head: t('action'), cell: (row) => <ActionName action={row.action} /> },
  {
    id: 'subject',
    head: t('subject'),
    cell: (row) => (
      <>
        {subjectName(row.subjectKind, t)}
        <span className="block font-mono text-xs whitespace-nowrap text-ink-2">{row.subjectId}</span>
      </>
    ),
  },
  { id: 'reason', head: t('reason'), cell: (row) => row.reason },
];

/** Names of the columns are those of the database: the file is for programs and for comparing. */
export const auditCsvColumns: CsvColumn<AuditRow>[] = [
  { head: 'id', cell: (row) => row.id },
  { head: 'at', cell: (row) => row.at },
  { head: 'actor_kind', cell: (row) => row.actorKind },
  { head: 'actor', cell: (row) => row.actorName },
  { head: 'action', cell: (row) => row.action },
  { head: 'subject_kind', cell: (row) => row.subjectKind },
  { head: 'subject_id', cell: (row) => row.subjectId },
  { head: 'address', cell: (row) => row.address },
  { head: 'reason', cell: (row) => row.reason },
];
