import { saveSpeech } from '@/features/speech/save-speech.ts';
import { speechRoute } from '@/features/speech/speech-route.ts';

/** `SpeechForm` → tests, stores; answers `SpeechResult`. */
export const POST = speechRoute(saveSpeech);
