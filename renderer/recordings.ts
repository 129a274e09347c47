import { recordingName } from '../shared/voice.ts';
import type { Word } from '../shared/voice.ts';

const files = import.meta.glob<string>('../resources/voice/*.webm', { query: '?url', import: 'default', eager: true });

/** The address of a word's recording. */
export const recordingUrl = (word: Word): string => files[`../resources/voice/${recordingName(word)}.webm`] ?? '';
