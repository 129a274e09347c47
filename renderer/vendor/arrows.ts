const steps: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** What lies aside counts this much more than what lies ahead. */
const ASIDE = 3;

const middle = (one: Element): readonly [x: number, y: number] => {
  const { left, top, width, height } = one.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
};

/** Puts the focus on the nearest key in the arrow's direction, within the open sheet while there is one. False: none lies there. */
export function moveFocus(arrow: string): boolean {
  const step = steps[arrow];
  if (step === undefined) return false;
  const [stepX, stepY] = step;
  const within = document.querySelector('[data-panel]') ?? document.body;
  const keys = [...within.querySelectorAll<HTMLElement>('button, input')].filter(
    (key) => key.checkVisibility() && key.closest('[inert]') === null,
  );
  const from = keys.find((key) => key === document.activeElement);
  if (from === undefined) {
    keys[0]?.focus();
    return keys.length > 0;
  }
  const [fromX, fromY] = middle(from);
  let nearest: HTMLElement | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const key of keys) {
    const [x, y] = middle(key);
    const ahead = (x - fromX) * stepX + (y - fromY) * stepY;
    const aside = Math.abs((x - fromX) * stepY) + Math.abs((y - fromY) * stepX);
    const far = ahead + ASIDE * aside;
    if (key === from || ahead <= 1 || far >= least) continue;
    least = far;
    nearest = key;
  }
  nearest?.focus();
  return nearest !== null;
}
