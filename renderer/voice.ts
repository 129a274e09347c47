import type { Word } from '../shared/voice.ts';

/** Says amounts with the recordings of `resources/voice/`. */
export interface Voice {
  /** Says these words, in place of what it is saying. `bornAt`: when it became true, epoch ms. */
  say(words: readonly Word[], bornAt: number): Promise<void>;
  stop(): void;
}

/** What is said later than this would be taken for the next shopper's (S18). */
export const STALE_MS = 3_000;

/**
 * Recordings end to end on the audio clock, so that no word waits for the one before. Loaded when first needed.
 * `wanted` is asked each time; `recording` gives the address of a word.
 */
export function createVoice(
  wanted: () => boolean,
  now: () => number,
  recording: (word: Word) => Promise<string>,
): Voice {
  let audio: AudioContext | null = null;
  let playing: readonly AudioBufferSourceNode[] = [];
  let said = 0;
  const kept = new Map<Word, Promise<AudioBuffer>>();

  const hush = (): void => {
    said += 1;
    for (const source of playing) source.stop();
    playing = [];
  };
  const load = (context: AudioContext, word: Word): Promise<AudioBuffer> => {
    const known = kept.get(word);
    if (known !== undefined) return known;
    const loading = recording(word)
      .then((url) => fetch(url))
      .then((answer) => answer.arrayBuffer())
      .then((bytes) => context.decodeAudioData(bytes));
    kept.set(word, loading);
    // Tried again the next time.
    loading.catch(() => kept.delete(word));
    return loading;
  };

  return {
    say: async (words, bornAt) => {
      hush();
      const turn = said;
      const isStale = (): boolean => turn !== said || Math.abs(now() - bornAt) > STALE_MS;
      if (words.length === 0 || isStale() || !wanted() || !navigator.userActivation.hasBeenActive) return;
      audio ??= new AudioContext();
      const context = audio;
      let buffers: readonly AudioBuffer[];
      try {
        if (context.state !== 'running') await context.resume();
        buffers = await Promise.all(words.map((word) => load(context, word)));
      } catch {
        // Without its recordings the till is silent; the screens say the same.
        return;
      }
      if (isStale()) return;
      let at = context.currentTime + 0.02;
      playing = buffers.map((buffer) => {
        const source = context.createBufferSource();
        source.buffer = buffer;
        source.connect(context.destination);
        source.start(at);
        at += buffer.duration;
        return source;
      });
    },
    stop: () => {
      hush();
      kept.clear();
      void audio?.close();
      audio = null;
    },
  };
}
