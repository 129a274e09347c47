/** What a virtual scale indicates at a moment, in grams; `netG` is on its display. */
export interface PanLook {
  readonly grossG: number;
  readonly netG: number;
  readonly tareG: number;
  readonly stable: boolean;
  readonly overload: boolean;
  readonly underload: boolean;
}

/** The weighing part of a virtual scale: a pan with a load that settles, a zero and a tare. */
export interface Pan {
  look(): PanLook;
  /** `alive`: a fish, which never lets the scale come to rest. */
  load(grams: number, alive?: boolean): void;
  loadG(): number;
  shake(): void;
  /** Zero key: taken within 2 % of Max at rest, as on a real scale of class III. Clears the tare. */
  zero(): 'done' | 'moving' | 'over' | 'under';
  /** Tare key: takes the load at rest; on an empty pan it clears. False when refused. */
  tare(): boolean;
  presetTare(grams: number): boolean;
}

const SETTLE_MS = 350;
const SHAKE_MS = 600;
const DAMP_MS = 45;
const SWING_MS = 25;
/** A tail beats twice a second, by so many e. */
const BEAT_MS = 80;
const BEAT_E = 3;

export function createPan({
  now,
  maxG,
  eG,
}: {
  readonly now: () => number;
  readonly maxG: number;
  readonly eG: number;
}): Pan {
  let loadG = 0;
  let fromG = 0;
  let isAlive = false;
  let movedAt = Number.NEGATIVE_INFINITY;
  let shakenAt = Number.NEGATIVE_INFINITY;
  let zeroG = 0;
  let tareG = 0;

  const since = (at: number): number => Math.abs(now() - at);
  const settled = (): boolean => !isAlive && since(movedAt) >= SETTLE_MS && since(shakenAt) >= SHAKE_MS;
  const force = (): number => {
    const moved = since(movedAt);
    const shaken = since(shakenAt);
    const settling = moved >= SETTLE_MS ? 0 : (fromG - loadG) * Math.exp(-moved / DAMP_MS) * Math.cos(moved / SWING_MS);
    const shaking = shaken >= SHAKE_MS ? 0 : 40 * eG * (1 - shaken / SHAKE_MS) * Math.sin(shaken / SWING_MS);
    const beating = isAlive ? BEAT_E * eG * Math.sin(moved / BEAT_MS) : 0;
    return loadG + settling + shaking + beating;
  };
  const grossNow = (): number => {
    const steps = Math.round((force() - zeroG) / eG);
    return steps === 0 ? 0 : steps * eG;
  };

  return {
    look() {
      const grossG = grossNow();
      return {
        grossG,
        netG: grossG - tareG,
        tareG,
        stable: settled(),
        overload: grossG > maxG + 9 * eG,
        underload: grossG < -20 * eG,
      };
    },
    load(grams, alive = false) {
      fromG = force();
      loadG = grams;
      isAlive = alive;
      movedAt = now();
    },
    loadG: () => loadG,
    shake() {
      shakenAt = now();
    },
    zero() {
      if (!settled()) return 'moving';
      // Against the zero of the factory: zeroing again and again must not creep away.
      if (loadG > maxG / 50) return 'over';
      if (loadG < -maxG / 50) return 'under';
      zeroG = loadG;
      tareG = 0;
      return 'done';
    },
    tare() {
      const grossG = grossNow();
      if (!settled() || grossG < 0 || grossG > maxG) return false;
      tareG = grossG;
      return true;
    },
    presetTare(grams) {
      if (grams < 0 || grams > maxG || grams % eG !== 0) return false;
      tareG = grams;
      return true;
    },
  };
}
