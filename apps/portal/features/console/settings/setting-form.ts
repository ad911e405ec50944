/** Settings as their forms write them: one text, or a few fields, to the value that is kept. */
import type { SettingKey, Settings } from '@rockpool/db/domain/settings';

/** How a setting is asked for. */
export const settingInputs = {
  'console.allowedIps': 'list',
  'audit.retentionDays': 'number',
  'support.contact': 'text',
  'plan.graceDays': 'number',
  'reminders.night': 'night',
  'claim.puzzle': 'puzzle',
  'waitingList.offerHours': 'number',
} as const satisfies Record<SettingKey, string>;

export const puzzleChoices = ['off', 'rush', 'on'] as const satisfies Settings['claim.puzzle'][];
export const nightHours = [
  'fromHour',
  'toHour',
  'eveningHour',
] as const satisfies (keyof Settings['reminders.night'])[];

/** What a form's fields say; wrong texts stay as they are, for the setting's own shape to refuse. */
export function valueOf(key: SettingKey, fields: Readonly<Record<string, string>>): unknown {
  const text = (fields.value ?? '').trim();
  switch (settingInputs[key]) {
    case 'list':
      return text.split(/[\s,]+/).filter((part) => part !== '');
    case 'number':
      return number(text);
    case 'night':
      return Object.fromEntries(nightHours.map((name) => [name, number(fields[name] ?? '')]));
    default:
      return text;
  }
}

const number = (text: string) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : text);

/** A value as one field of text shows it. */
export const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.join('\n') : typeof value === 'object' ? JSON.stringify(value) : String(value);
