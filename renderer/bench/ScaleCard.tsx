import { useEffect, useRef, useState } from 'react';
import { shanghaiTime } from '../../shared/day.ts';
import { kgText } from '../../shared/money.ts';
import type { BenchView } from '../../shared/bench-view.ts';
import { useTexts } from '../stall.tsx';
import { weightText } from '../ui/format.ts';
import b from './bench.module.css';
import s from './scale.module.css';
import { useBench } from './useBench.ts';

const WATER_G = 38;
const PRESETS_G = [80, 350, 1_245, 3_200] as const;
const SLIDE_MS = 60;
const FULL_PAN = 9;

/** Sends the slider's place at most every 60 ms, and always its last one. */
function useSlide(send: (grams: number) => void): (grams: number) => void {
  const waiting = useRef<{ grams: number | null; timer: ReturnType<typeof setTimeout> | null }>({
    grams: null,
    timer: null,
  });
  useEffect(() => {
    const state = waiting.current;
    return () => {
      if (state.timer !== null) clearTimeout(state.timer);
    };
  }, []);
  return (grams) => {
    const state = waiting.current;
    if (state.timer !== null) {
      state.grams = grams;
      return;
    }
    send(grams);
    const after = (): void => {
      state.timer = null;
      if (state.grams === null) return;
      const last = state.grams;
      state.grams = null;
      send(last);
      state.timer = setTimeout(after, SLIDE_MS);
    };
    state.timer = setTimeout(after, SLIDE_MS);
  };
}

/** Tomatoes on the pan, more with more weight: a drawing, no measure. */
function Food({ grams, maxG }: { readonly grams: number; readonly maxG: number }) {
  const count = grams < WATER_G * 2 ? 0 : Math.min(FULL_PAN, 1 + Math.floor(Math.sqrt(grams / maxG) * FULL_PAN));
  return Array.from({ length: count }, (_, at) => {
    const row = at < 5 ? 0 : at < 8 ? 1 : 2;
    const place =
      row === 0 ? at - (Math.min(count, 5) - 1) / 2 : row === 1 ? at - 5 - (Math.min(count - 5, 3) - 1) / 2 : 0;
    // oxlint-disable-next-line react/no-array-index-key
    return (
      <i key={at} className={s['food']} style={{ left: `calc(50% - 26px + ${place * 52}px)`, bottom: 98 + row * 38 }} />
    );
  });
}

/** Hands on the virtual pan, and the frame that went over the wire for it. */
export function ScaleCard({ scale }: { readonly scale: BenchView['scale'] }) {
  const texts = useTexts();
  const act = useBench();
  const [held, setHeld] = useState<number | null>(null);
  const load = (loadG: number): void => {
    act('bench.load', { grams: loadG });
  };
  const slide = useSlide(load);
  const shown = Math.min(held ?? scale.loadG, scale.maxG);
  const word =
    scale.state === 'stable'
      ? texts.bench.stable
      : scale.state === 'moving'
        ? texts.bench.moving
        : texts.bench.overload;
  const ticks = [0, 1, 2, 3, 4, 5].map((part) => (scale.maxG / 5) * part);
  return (
    <section className={`${b['card']} ${s['scale']}`}>
      <h2>
        {texts.bench.scale}
        <small>
          {scale.protocol} · {scale.plugged ? word : texts.bench.unplugged}
          {scale.tareG > 0 ? ` · ${texts.bench.tare(weightText(scale.tareG))}` : ''}
        </small>
      </h2>
      <div className={s['stage']} data-shaking={scale.state === 'moving' || undefined}>
        {scale.loadG > 0 && scale.loadG < WATER_G * 2 ? <i className={s['puddle']} /> : null}
        <Food grams={scale.loadG} maxG={scale.maxG} />
        <div className={s['pan']} />
        <div className={s['neck']} />
        <div className={s['body']}>
          <div className={s['lcd']} data-indicated={scale.indicatedG}>
            {scale.state === 'overload' ? '-OL-' : kgText(scale.indicatedG)}
            <i>kg</i>
          </div>
        </div>
      </div>
      <div className={s['slide']}>
        <input
          type="range"
          min={0}
          max={scale.maxG}
          step={5}
          value={shown}
          aria-label={texts.bench.slider}
          aria-valuetext={weightText(shown)}
          style={{ '--filled': `${(shown / scale.maxG) * 100}%` } as React.CSSProperties}
          onChange={(event) => {
            const grams = Number(event.target.value);
            setHeld(grams);
            slide(grams);
          }}
          onPointerUp={() => {
            setHeld(null);
          }}
          onKeyUp={() => {
            setHeld(null);
          }}
          onBlur={() => {
            setHeld(null);
          }}
        />
        <div className={s['ticks']}>
          {ticks.map((grams, at) => (
            <span key={grams}>
              {grams / 1000}
              {at === 5 ? ' kg' : ''}
            </span>
          ))}
        </div>
      </div>
      <div className={b['keys']} role="group" aria-label={texts.bench.presets}>
        {PRESETS_G.map((grams) => (
          <button
            type="button"
            key={grams}
            className={b['key']}
            onClick={() => {
              load(grams);
            }}
          >
            {grams < 1000 ? `${grams} g` : weightText(grams)}
          </button>
        ))}
      </div>
      <div className={b['keys']}>
        <button
          type="button"
          className={b['key']}
          onClick={() => {
            load(0);
          }}
        >
          {texts.bench.empty}
        </button>
        <button
          type="button"
          className={b['key']}
          onClick={() => {
            act('bench.tare_key', {});
          }}
        >
          {texts.bench.tareKey}
        </button>
        <button
          type="button"
          className={b['key']}
          onClick={() => {
            act('bench.shake', {});
          }}
        >
          {texts.bench.shake}
        </button>
        <button
          type="button"
          className={b['key']}
          onClick={() => {
            load(WATER_G);
          }}
        >
          {texts.bench.water}
        </button>
        <button
          type="button"
          className={b['key']}
          onClick={() => {
            load(scale.maxG + 500);
          }}
        >
          {texts.bench.over}
        </button>
        <button
          type="button"
          className={b['key']}
          aria-pressed={!scale.plugged}
          onClick={() => {
            act('bench.plug', { device: 'scale', plugged: !scale.plugged });
          }}
        >
          {texts.bench.unplug}
        </button>
      </div>
      <div className={s['frame']}>
        {texts.bench.frame} {shanghaiTime(scale.frameAt).slice(11)}.{String(scale.frameAt % 1000).padStart(3, '0')}{' '}
        {scale.frame}
      </div>
    </section>
  );
}
