import { userPost } from '../api/user-post.ts';
import { ModelForm } from '../model-check/model-form.ts';
import { callsPerHour, takeCall } from './hourly-allowance.ts';
import { modelDeps } from './portal-deps.ts';
import type { ModelDeps, ModelResult } from './save-model.ts';

/** Testing and saving both make a call to the vendor and share one allowance. */
export function modelRoute(act: (deps: ModelDeps, userId: string, form: ModelForm) => Promise<ModelResult>) {
  return userPost(ModelForm, async (user, form) => {
    if (!(await takeCall('model-test', user.id)))
      return {
        status: 429,
        body: { ok: false, reason: 'too_many', detail: String(callsPerHour), sentence: null },
      };
    const result = await act(modelDeps(), user.id, form);
    return { status: result.ok ? 200 : 422, body: result };
  });
}
