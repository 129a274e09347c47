import { useState } from 'react';
import { shanghaiTime } from '../../../shared/day.ts';
import type { PeopleView } from '../../../shared/people.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Face } from '../Face.tsx';
import { useAct } from '../ui.ts';
import { AddHelper, Guarded, NewPin, Recover } from './PeopleSteps.tsx';
import p from './panels.module.css';
import s from './people.module.css';
import { RightKeys } from './RightKeys.tsx';
import { Sheet } from './Sheet.tsx';

type PersonView = PeopleView['people'][number];
/** What the sheet shows in the place of the people. */
type Step =
  | { readonly kind: 'pin'; readonly person: PersonView }
  | { readonly kind: 'add' }
  | { readonly kind: 'guard' }
  | { readonly kind: 'recover' };

/** 人员: who sells here, their PINs and what they may do. Loaded when it is opened. */
export default function PeoplePanel() {
  const texts = useTexts();
  const people = useTopic('people');
  const [personId, setPersonId] = useState<string | null>(null);
  const [step, setStep] = useState<Step | null>(null);
  if (people === undefined) return null;
  const back = (): void => {
    setStep(null);
  };
  const person = people.people.find(({ id }) => id === (personId ?? people.sellerId)) ?? people.people[0];
  switch (step?.kind) {
    case 'pin':
      return <NewPin person={step.person} onDone={back} />;
    case 'add':
      return <AddHelper people={people} onDone={back} />;
    case 'guard':
      return <Guarded guarded={people.guarded} onDone={back} />;
    case 'recover':
      return <Recover people={people} onDone={back} />;
    case undefined:
      break;
    default:
      return step satisfies never;
  }
  return (
    <Sheet
      title={texts.people.title}
      note={people.isGuarding ? texts.people.guarding : texts.people.open}
      name="people"
    >
      <div className={s['people']}>
        <ul className={s['list']} aria-label={texts.people.title}>
          {people.people.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={s['one']}
                aria-pressed={one.id === person?.id}
                onClick={() => {
                  setPersonId(one.id);
                }}
              >
                <Face id={one.id} name={one.name === '' ? texts.people.owner : one.name} />
                <b>{one.name === '' ? texts.people.owner : one.name}</b>
                <small>{texts.people.role(one.role)}</small>
                {one.id === people.sellerId ? <em>{texts.people.sells}</em> : null}
              </button>
            </li>
          ))}
        </ul>
        {person === undefined ? null : (
          <Person
            key={person.id}
            person={person}
            people={people}
            onPin={() => {
              setStep({ kind: 'pin', person });
            }}
          />
        )}
        <Foot people={people} onStep={setStep} />
      </div>
    </Sheet>
  );
}

/** What can be done about the person that is chosen. */
function Person({
  person,
  people,
  onPin,
}: {
  readonly person: PersonView;
  readonly people: PeopleView;
  readonly onPin: () => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const { id, role, listing, validUntil } = person;
  return (
    <section className={s['person']} aria-label={person.name}>
      {listing === 'valid' || validUntil === null ? null : (
        <p className={s['warn']} data-tone={listing === 'over' ? 'alarm' : undefined}>
          <Icon name="warn" />
          {listing === 'over'
            ? texts.people.over(shanghaiTime(validUntil).slice(0, 10))
            : texts.people.soon(shanghaiTime(validUntil).slice(0, 10))}
        </p>
      )}
      {id === people.sellerId ? null : (
        <button
          type="button"
          className={p['enter']}
          onClick={() => {
            void act.run('people.switch', { personId: id });
          }}
        >
          {texts.people.switchTo}
        </button>
      )}
      <div className={s['keys']}>
        <button type="button" className={p['key']} onClick={onPin}>
          {person.hasPin ? texts.people.changePin : texts.people.setPin}
        </button>
        {person.hasPin ? (
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              void act.run('people.set_pin', { personId: id, pin: null });
            }}
          >
            {texts.people.dropPin}
          </button>
        ) : null}
        {role === 'helper' ? (
          <button
            type="button"
            className={p['key']}
            onClick={() => {
              void act.run('people.remove', { personId: id });
            }}
          >
            {texts.people.remove}
          </button>
        ) : null}
      </div>
      {role === 'owner' ? (
        <p className={p['say']}>{person.hasPin ? texts.people.ownerMay : texts.people.ownerFirst}</p>
      ) : (
        <>
          <p className={p['say']}>{person.hasPin ? texts.people.may : texts.people.mayWithPin}</p>
          <RightKeys
            rights={['refund', 'void_old', 'price_outside_guard', 'drawer', 'settings']}
            chosen={person.rights}
            label={texts.people.may}
            onChange={(rights) => {
              void act.run('people.allow', { personId: id, rights: [...rights] });
            }}
          />
        </>
      )}
    </section>
  );
}

function Foot({ people, onStep }: { readonly people: PeopleView; readonly onStep: (step: Step) => void }) {
  const texts = useTexts();
  const act = useAct();
  return (
    <div className={s['foot']}>
      <button
        type="button"
        className={p['key']}
        onClick={() => {
          onStep({ kind: 'add' });
        }}
      >
        {texts.people.add}
      </button>
      <button
        type="button"
        className={p['key']}
        onClick={() => {
          onStep({ kind: 'guard' });
        }}
      >
        {texts.people.guardKey}
      </button>
      <button
        type="button"
        className={p['key']}
        data-wanted={people.isGuarding && !people.hasRecovery ? '' : undefined}
        onClick={() => {
          void act.run('people.print_recovery', {}).then((done) => {
            if (done) act.say(texts.people.recoveryPrinted, 'info');
          });
        }}
      >
        {people.hasRecovery ? texts.people.recoveryAgain : texts.people.recoveryPrint}
      </button>
      {people.hasRecovery ? (
        <button
          type="button"
          className={p['key']}
          onClick={() => {
            onStep({ kind: 'recover' });
          }}
        >
          {texts.people.forgot}
        </button>
      ) : null}
    </div>
  );
}
