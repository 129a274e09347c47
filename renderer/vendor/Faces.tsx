import { useTexts, useTopic } from '../stall.tsx';
import { Face } from './Face.tsx';
import s from './face.module.css';
import { useAct } from './ui.ts';

/** Faces that fit the rail beside the categories; a larger family is behind the last one. */
const MOST = 3;

/** The others who sell here: a touch and they do (S23). One who sells alone sees none of this. */
export function Faces() {
  const texts = useTexts();
  const act = useAct();
  const people = useTopic('people');
  if (people === undefined || people.people.length < 2) return null;
  const others = people.people.filter(({ id }) => id !== people.sellerId);
  const shown = people.people.length > MOST ? others.slice(0, MOST - 2) : others;
  const nameOf = (name: string): string => (name === '' ? texts.people.owner : name);
  return (
    <>
      {shown.map(({ id, name }) => (
        <button
          type="button"
          key={id}
          className={s['other']}
          onClick={() => {
            void act.run('people.switch', { personId: id });
          }}
        >
          <span className="sr">{texts.people.switchTo} </span>
          <Face id={id} name={nameOf(name)} />
          <small>{nameOf(name)}</small>
        </button>
      ))}
      {shown.length === others.length ? null : (
        <button
          type="button"
          className={s['other']}
          onClick={() => {
            act.open({ kind: 'people' });
          }}
        >
          <b className={s['more']} aria-hidden="true">
            ⋯
          </b>
          <small>{texts.people.others}</small>
        </button>
      )}
    </>
  );
}
