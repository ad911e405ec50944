import type { EditProblem } from '@rockpool/db/domain/campaign-edit';
import type { EditWarning } from '@rockpool/db/domain/campaign-warnings';
import type { Wire } from '../computer/wire.ts';
import type { CampaignFields, FieldProblems } from './campaign-fields.ts';

/** Why the editor's form was not saved; a saved one goes to the campaign's page. Nothing that was typed is lost. */
export type SaveOutcome =
  | { kind: 'wrong'; problems: FieldProblems }
  /** somebody saved meanwhile: what they made of it, and its version */
  | { kind: 'conflict'; version: number; theirs: CampaignFields }
  | { kind: 'refused'; problems: Wire<EditProblem>[] }
  | { kind: 'unconfirmed'; warnings: EditWarning[] }
  | { kind: 'failed'; text: string }
  | null;
