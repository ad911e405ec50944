/** The editor's fields as they are typed, and what they mean. Used by the page as one types, and again on the server. */
import type { CampaignDraft } from '@rockpool/db/operations/campaigns';
import { tiers } from '@rockpool/db/domain/plan';
import { defaultRules, Policy } from '@rockpool/db/domain/policy';
import { addDays } from '@rockpool/db/domain/calendar';
import { CampaignName, CampaignSlug, Stock } from '@rockpool/db/domain/campaign-names';

export const fieldNames = [
  'nameZh',
  'nameEn',
  'slug',
  'zone',
  'claimFirstDay',
  'claimLastDay',
  'lastDayOfUse',
  'retentionDays',
  'stock',
  'lite',
  'pro',
  'max',
  'takesPoints',
  'pointsClaim',
  'pointsDay',
  'firstGrantDays',
  'bankDaysMax',
  'totalDaysMax',
  'onPlanLoss',
  'entry',
  'waitingList',
] as const;
export type FieldName = (typeof fieldNames)[number];

/** Boxes are `yes` or empty, an empty stock is unlimited. */
export type CampaignFields = Record<FieldName, string>;

/** Why a field's value cannot be; texts: `consoleCampaignEditor.wrong.<problem>`. */
export type FieldProblem =
  | 'empty'
  | 'too_long'
  | 'slug'
  | 'zone'
  | 'date'
  | 'number'
  | 'before_first'
  | 'before_last_claim'
  | 'nobody';
export type FieldProblems = Partial<Record<FieldName, FieldProblem>>;

export type ReadFields = { kind: 'draft'; draft: CampaignDraft } | { kind: 'wrong'; problems: FieldProblems };

const whole = (text: string) => (/^\d{1,10}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN);

export function readFields(fields: CampaignFields): ReadFields {
  const problems: FieldProblems = {};
  const name = CampaignName.safeParse({ zh: fields.nameZh, en: fields.nameEn });
  for (const [field, text] of [
    ['nameZh', fields.nameZh],
    ['nameEn', fields.nameEn],
  ] as const)
    if (!name.success && !CampaignName.shape.zh.safeParse(text).success)
      problems[field] = text.trim() === '' ? 'empty' : 'too_long';
  const slug = CampaignSlug.safeParse(fields.slug.trim());
  if (!slug.success) problems.slug = fields.slug.trim() === '' ? 'empty' : 'slug';
  const stock = Stock.safeParse(fields.stock.trim() === '' ? null : whole(fields.stock));
  if (!stock.success) problems.stock = 'number';
  const policy = Policy.safeParse(policyOf(fields));
  if (!policy.success)
    for (const { path } of policy.error.issues) {
      const field = fieldOf(path.map(String).join('.'));
      problems[field] ??= problemOf(field, fields);
    }
  if (policy.success && policy.data.tiers.length === 0 && !policy.data.points) problems.pro = 'nobody';
  if (!name.success || !slug.success || !stock.success || !policy.success || Object.keys(problems).length > 0)
    return { kind: 'wrong', problems };
  return {
    kind: 'draft',
    draft: { name: name.data, slug: slug.data, stock: stock.data, policy: policy.data },
  };
}

const policyOf = (fields: CampaignFields) => ({
  zone: fields.zone.trim(),
  claimFirstDay: fields.claimFirstDay,
  claimLastDay: fields.claimLastDay,
  lastDayOfUse: fields.lastDayOfUse,
  tiers: tiers.filter((tier) => fields[tier] === 'yes'),
  points:
    fields.takesPoints === 'yes' ? { claim: whole(fields.pointsClaim), day: whole(fields.pointsDay) } : null,
  firstGrantDays: whole(fields.firstGrantDays),
  bankDaysMax: whole(fields.bankDaysMax),
  totalDaysMax: whole(fields.totalDaysMax),
  retentionDays: whole(fields.retentionDays),
  onPlanLoss: fields.onPlanLoss,
  entry: fields.entry,
  waitingList: fields.waitingList === 'yes',
});

function fieldOf(path: string): FieldName {
  if (path === 'points.claim') return 'pointsClaim';
  if (path === 'points.day') return 'pointsDay';
  return fieldNames.find((name) => name === path) ?? 'zone';
}

const dates: readonly FieldName[] = ['claimFirstDay', 'claimLastDay', 'lastDayOfUse'];

function problemOf(field: FieldName, fields: CampaignFields): FieldProblem {
  if (fields[field].trim() === '') return 'empty';
  if (field === 'zone') return 'zone';
  if (!dates.includes(field)) return 'number';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(fields[field])) return 'date';
  if (field === 'claimLastDay' && fields.claimLastDay < fields.claimFirstDay) return 'before_first';
  if (field === 'lastDayOfUse' && fields.lastDayOfUse < fields.claimLastDay) return 'before_last_claim';
  return 'date';
}

/** A campaign as the editor shows it. */
export function fieldsOf({ name, slug, stock, policy }: CampaignDraft): CampaignFields {
  const box = (is: boolean) => (is ? 'yes' : '');
  return {
    nameZh: name.zh,
    nameEn: name.en,
    slug,
    zone: policy.zone,
    claimFirstDay: policy.claimFirstDay,
    claimLastDay: policy.claimLastDay,
    lastDayOfUse: policy.lastDayOfUse,
    retentionDays: String(policy.retentionDays),
    stock: stock === null ? '' : String(stock),
    lite: box(policy.tiers.includes('lite')),
    pro: box(policy.tiers.includes('pro')),
    max: box(policy.tiers.includes('max')),
    takesPoints: box(policy.points !== null),
    pointsClaim: String(policy.points?.claim ?? defaultRules.points.claim),
    pointsDay: String(policy.points?.day ?? defaultRules.points.day),
    firstGrantDays: String(policy.firstGrantDays),
    bankDaysMax: String(policy.bankDaysMax),
    totalDaysMax: String(policy.totalDaysMax),
    onPlanLoss: policy.onPlanLoss,
    entry: policy.entry,
    waitingList: box(policy.waitingList),
  };
}

/** A new campaign with the usual rules, from tomorrow on, four weeks of claiming and its 31 days for who claims last. */
export function newFields(today: string): CampaignFields {
  const first = addDays(today, 1);
  return fieldsOf({
    name: { zh: '', en: '' },
    slug: '',
    stock: 1000,
    policy: {
      ...defaultRules,
      claimFirstDay: first,
      claimLastDay: addDays(first, 27),
      lastDayOfUse: addDays(first, 57),
    },
  });
}

/** Fields of which `mine` and `theirs` both moved away from `base`, each its own way. */
export const fieldsInConflict = (base: CampaignFields, mine: CampaignFields, theirs: CampaignFields) =>
  fieldNames.filter(
    (name) => mine[name] !== base[name] && theirs[name] !== base[name] && mine[name] !== theirs[name],
  );

/** What was typed, over what somebody else saved meanwhile: their values where nothing was typed. */
export const mergeFields = (base: CampaignFields, mine: CampaignFields, theirs: CampaignFields) =>
  Object.fromEntries(
    fieldNames.map((name) => [name, mine[name] === base[name] ? theirs[name] : mine[name]]),
  ) as CampaignFields;
