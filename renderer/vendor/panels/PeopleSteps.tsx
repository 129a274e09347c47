import { useState } from 'react';
import { rights, type PeopleView, type Right } from '../../../shared/people.ts';
import { refusalText } from '../../../shared/text/text.ts';
import { useStall, useTexts } from '../../stall.tsx';
import { useAct } from '../ui.ts';
import { DigitPad } from './DigitPad.tsx';
import p from './panels.module.css';
import s from './people.module.css';
import { RightKeys } from './RightKeys.tsx';
import { Sheet } from './Sheet.tsx';

const PIN = 4;
const CODE = 12;

/** A new PIN, typed twice: nobody sees what is typed. */
export function NewPin({
  person,
  onDone,
}: {
  readonly person: { readonly id: string; readonly name: string };
  readonly onDone: () => void;
}) {
  const texts = useTexts();
  const act = useAct();
  const name = person.name === '' ? texts.people.owner : person.name;
  return (
    <Sheet title={texts.people.newPin(name)} name="new-pin" onClose={onDone}>
      <TwicePin
        onPin={(pin) => {
          void act.run('people.set_pin', { personId: person.id, pin }).then((done) => {
            if (done) act.say(texts.people.pinSet(name), 'info');
            onDone();
          });
        }}
      />
    </Sheet>
  );
}

function TwicePin({ onPin }: { readonly onPin: (pin: string) => void }) {
  const texts = useTexts();
  const { sound } = useStall();
  const [first, setFirst] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const [differs, setDiffers] = useState(false);
  const type = (next: string): void => {
    if (next.length < PIN) {
      setTyped(next);
      return;
    }
    setTyped('');
    setDiffers(false);
    if (first === null) setFirst(next);
    else if (first === next) onPin(next);
    else {
      sound.play('error');
      setFirst(null);
      setDiffers(true);
    }
  };
  return (
    <div className={p['body']}>
      <div className={p['side']}>
        <p className={p['say']} data-tone={differs ? 'short' : undefined} role="status">
          {differs ? texts.people.differs : first === null ? texts.people.typeNew : texts.people.typeAgain}
        </p>
        <p className={p['small']}>{texts.people.pinAdvice}</p>
      </div>
      <DigitPad typed={typed} digits={PIN} hidden onType={type} />
    </div>
  );
}

/** A helper: what the family calls them is one touch, any other name can be typed. */
export function AddHelper({ people, onDone }: { readonly people: PeopleView; readonly onDone: () => void }) {
  const texts = useTexts();
  const act = useAct();
  const [name, setName] = useState('');
  const add = (wanted: string): void => {
    void act.run('people.add', { name: wanted.trim() }).then((done) => {
      if (done) onDone();
    });
  };
  const free = texts.people.names.filter((one) => !people.people.some((person) => person.name === one));
  return (
    <Sheet title={texts.people.add} note={texts.people.addNote} name="add-helper" onClose={onDone}>
      <div className={s['names']}>
        {free.map((one) => (
          <button
            type="button"
            key={one}
            className={p['key']}
            onClick={() => {
              add(one);
            }}
          >
            {one}
          </button>
        ))}
      </div>
      <form
        className={p['search']}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') add(name);
        }}
      >
        <input
          value={name}
          maxLength={12}
          aria-label={texts.people.otherName}
          placeholder={texts.people.otherName}
          autoComplete="off"
          onChange={(event) => {
            setName(event.target.value);
          }}
        />
        <button type="submit" className={p['enter']} aria-disabled={name.trim() === ''}>
          {texts.people.addIt}
        </button>
      </form>
    </Sheet>
  );
}

/** What asks for a PIN at this stall. */
export function Guarded({ guarded, onDone }: { readonly guarded: readonly Right[]; readonly onDone: () => void }) {
  const texts = useTexts();
  const act = useAct();
  return (
    <Sheet title={texts.people.guardKey} note={texts.people.guardNote} name="guarded" onClose={onDone}>
      <RightKeys
        rights={rights.filter((right) => right !== 'people')}
        chosen={guarded}
        label={texts.people.guardKey}
        onChange={(chosen) => {
          void act.run('people.guard', { rights: [...chosen] });
        }}
      />
      <p className={p['say']}>{texts.people.neverSelling}</p>
    </Sheet>
  );
}

/** The printed recovery code gives the owner a new PIN. */
export function Recover({ people, onDone }: { readonly people: PeopleView; readonly onDone: () => void }) {
  const { client, sound } = useStall();
  const texts = useTexts();
  const act = useAct();
  const [typed, setTyped] = useState('');
  const [said, setSaid] = useState('');
  const owner = people.people.find(({ role }) => role === 'owner');
  if (owner === undefined) return null;
  const recover = async (pin: string): Promise<void> => {
    const outcome = await client.call('people.recover', { code: typed, personId: owner.id, pin });
    if (outcome.ok) {
      act.say(texts.people.recovered, 'info');
      onDone();
      return;
    }
    sound.play('error');
    setTyped('');
    setSaid(refusalText(texts, outcome.refusal));
  };
  return (
    <Sheet title={texts.people.forgot} note={texts.people.forgotNote} name="recover" onClose={onDone}>
      {typed.length === CODE ? (
        <TwicePin onPin={(pin) => void recover(pin)} />
      ) : (
        <div className={p['body']}>
          <div className={p['side']}>
            <p className={p['say']} data-tone={said === '' ? undefined : 'short'} role="status">
              {said === '' ? texts.people.typeCode : said}
            </p>
          </div>
          <DigitPad typed={typed} digits={CODE} onType={setTyped} />
        </div>
      )}
    </Sheet>
  );
}
