import { getTranslator } from '../../i18n/translator.ts';
import { userPost } from '../api/user-post.ts';
import { refuse } from '../model-check/refuse-reply.ts';
import { callsPerHour, takeCall } from '../set-up/hourly-allowance.ts';
import { modelDeps } from '../set-up/portal-deps.ts';
import type { SpeechDeps, SpeechResult } from './save-speech.ts';
import { SpeechForm } from './speech-form.ts';

/** Testing and saving both make calls to the vendor and share one allowance with those of the model. */
export function speechRoute(
  act: (deps: SpeechDeps, userId: string, form: SpeechForm) => Promise<SpeechResult>,
) {
  return userPost(SpeechForm, async (user, form) => {
    if (!(await takeCall('model-test', user.id)))
      return { status: 429, body: { ...refuse('too_many', String(callsPerHour)), step: null } };
    const t = await getTranslator('speech');
    const result = await act({ ...modelDeps(), words: t('sample') }, user.id, form);
    return { status: result.ok ? 200 : 422, body: result };
  });
}
