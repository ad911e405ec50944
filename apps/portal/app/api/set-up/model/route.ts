import { modelRoute } from '@/features/set-up/model-route.ts';
import { saveModel } from '@/features/set-up/save-model.ts';

/** `ModelForm` → tests, then saves; answers `ModelResult`. */
export const POST = modelRoute(saveModel);
