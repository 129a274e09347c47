import { useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { moveTile } from '../../../shared/grid.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { fieldStyle, productsById } from '../../ui/product.ts';
import { useAct } from '../ui.ts';
import a from './arrange.module.css';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

const steps: Readonly<Record<string, 'left' | 'right' | 'up' | 'down'>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/**
 * The vendor's own order (S9): tiles change place here and nowhere else. By dragging, by touching one and then the keys, or with the
 * arrows of a keyboard; each move is kept at once.
 */
export default function ArrangePanel() {
  const texts = useTexts();
  const act = useAct();
  const goods = useTopic('goods');
  /** The order while a tile is dragged; null: as the core has it. */
  const [draft, setDraft] = useState<readonly string[] | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  if (goods === undefined) return null;
  const byId = productsById(goods.products);
  const grid = draft ?? goods.grid;
  const at = picked === null ? -1 : grid.indexOf(picked);

  const keep = async (next: readonly string[]): Promise<void> => {
    setDraft(next);
    await act.run('settings.set', { grid: [...next] });
    setDraft(null);
  };
  const move = (by: number): void => {
    const next = moveTile(grid, at, at + by);
    if (next !== grid) void keep(next);
  };
  const columns = (box: HTMLElement): number => getComputedStyle(box).gridTemplateColumns.split(' ').length;

  const onMove = (event: PointerEvent<HTMLElement>): void => {
    if (picked === null || event.buttons === 0 || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest('[data-place]');
    const to = Number(under?.getAttribute('data-place') ?? -1);
    if (to >= 0) setDraft(moveTile(grid, at, to));
  };
  const onUp = (): void => {
    if (draft !== null) void keep(draft);
  };
  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    const step = steps[event.key];
    const box = event.currentTarget;
    if (picked !== null && step !== undefined) {
      event.preventDefault();
      move(step === 'left' ? -1 : step === 'right' ? 1 : step === 'up' ? -columns(box) : columns(box));
    }
  };

  return (
    <Sheet title={texts.arrange.title} note={texts.arrange.note} name="arrange">
      <div
        className={a['grid']}
        role="group"
        aria-label={texts.arrange.title}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onKeyDown={onKey}
      >
        {grid.map((id, place) => {
          const product = byId.get(id);
          return product === undefined ? null : (
            <button
              type="button"
              key={id}
              style={fieldStyle(product.field)}
              data-place={place}
              data-arrange={id}
              aria-pressed={id === picked}
              onFocus={() => {
                setPicked(id);
              }}
              onPointerDown={(event) => {
                setPicked(id);
                // The group takes what follows, so that a tile may move away under the finger.
                if (event.pointerType !== 'touch' || id === picked)
                  event.currentTarget.parentElement?.setPointerCapture(event.pointerId);
              }}
            >
              {texts.goods.name(product.name)}
            </button>
          );
        })}
      </div>
      <div className={a['keys']}>
        <button
          type="button"
          className={s['key']}
          aria-disabled={at <= 0}
          onClick={() => {
            move(-1);
          }}
        >
          {texts.arrange.before}
        </button>
        <button
          type="button"
          className={s['key']}
          aria-disabled={at < 0 || at >= grid.length - 1}
          onClick={() => {
            move(1);
          }}
        >
          {texts.arrange.after}
        </button>
        <button
          type="button"
          className={s['key']}
          aria-disabled={at < 0 || grid.length <= 1}
          onClick={() => {
            if (at >= 0 && grid.length > 1) void keep(grid.filter((id) => id !== picked));
          }}
        >
          {texts.arrange.takeOff}
        </button>
        <button
          type="button"
          className={s['key']}
          onClick={() => {
            act.open({ kind: 'find', purpose: 'grid' });
          }}
        >
          <Icon name="plus" /> {texts.tile.addOne}
        </button>
      </div>
    </Sheet>
  );
}
