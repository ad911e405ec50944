import { testSpeech } from '@/features/speech/save-speech.ts';
import { speechRoute } from '@/features/speech/speech-route.ts';

/** `SpeechForm` → tests only; answers `SpeechResult`. */
export const POST = speechRoute(testSpeech);
