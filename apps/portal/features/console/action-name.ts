import { getTranslator } from '../../i18n/translator.ts';

/** Of the actions about users and instances; what others wrote into the log is called as it is there. */
const named = [
  'user.grant_days',
  'user.revoke_days',
  'user.give_points',
  'user.take_points',
  'user.sign_out',
  'instance.restart',
  'instance.recover',
  'instance.suspend',
  'instance.resume',
  'instance.remove',
  'instance.logs',
] as const;

export async function actionName(action: string): Promise<string> {
  const t = await getTranslator('consoleOperate');
  const known = named.find((each) => each === action);
  return known ? t(`action.${known}`) : action;
}
