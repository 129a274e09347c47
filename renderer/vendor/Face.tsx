import s from './face.module.css';

const HUES = 6;
/** The same person has the same colour on every till: it comes from the id. */
const hueOf = (id: string): number =>
  Array.from(id).reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 997, 7) % HUES;

/** A person without a photo: the first sign of the name on a colour of its own. */
export function Face({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <b className={s['face']} data-hue={hueOf(id)} aria-hidden="true">
      {Array.from(name)[0] ?? '?'}
    </b>
  );
}
