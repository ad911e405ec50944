import { modelRoute } from '@/features/set-up/model-route.ts';
import { testModel } from '@/features/set-up/save-model.ts';

/** `ModelForm` → tests only; answers `ModelResult`. */
export const POST = modelRoute(testModel);
