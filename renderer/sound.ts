/** Short tones for the hand: a click, a line taken or a sale booked, a refusal. */
export interface Sound {
  play(tone: Tone): void;
  stop(): void;
}
export type Tone = 'click' | 'ok' | 'error';

const tones: Readonly<Record<Tone, readonly (readonly [hz: number, startS: number, lengthS: number, gain: number])[]>> =
  {
    click: [[1_400, 0, 0.018, 0.05]],
    ok: [
      [880, 0, 0.07, 0.12],
      [1_320, 0.07, 0.1, 0.12],
    ],
    error: [
      [220, 0, 0.14, 0.16],
      [180, 0.15, 0.18, 0.16],
    ],
  };

/** Web Audio tones; `wanted` is asked each time. Silent until the first touch, as browsers demand. */
export function createSound(wanted: () => boolean): Sound {
  let audio: AudioContext | null = null;
  return {
    play: (tone) => {
      if (!wanted() || !navigator.userActivation.hasBeenActive) return;
      audio ??= new AudioContext();
      const now = audio.currentTime;
      for (const [hz, start, length, gain] of tones[tone]) {
        const source = audio.createOscillator();
        const level = audio.createGain();
        source.type = tone === 'error' ? 'square' : 'sine';
        source.frequency.value = hz;
        level.gain.setValueAtTime(gain, now + start);
        level.gain.exponentialRampToValueAtTime(0.0001, now + start + length);
        source.connect(level).connect(audio.destination);
        source.start(now + start);
        source.stop(now + start + length);
      }
    },
    stop: () => {
      void audio?.close();
      audio = null;
    },
  };
}
