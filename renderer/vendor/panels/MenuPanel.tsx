import { healthTone, type HealthNote } from '../../../shared/health.ts';
import { healthText } from '../../../shared/text/text.ts';
import { useTexts, useTopic } from '../../stall.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useVendor } from '../ui.ts';
import { deeds } from './deeds.ts';
import s from './menu.module.css';
import p from './panels.module.css';
import { menuGroups, panels } from './registry.ts';
import type { MenuWord } from './registry.ts';
import { Sheet } from './Sheet.tsx';

/** What is going wrong with the terminal, each with what to do. */
function Health({ notes }: { readonly notes: readonly HealthNote[] }) {
  const texts = useTexts();
  return (
    <ul className={s['health']} aria-label={texts.health.title}>
      {notes.map((note) => {
        const { short, todo } = healthText(texts, note);
        return (
          <li key={note.code} data-tone={healthTone(note.code)} data-note={note.code}>
            <Icon name="warn" />
            <b>{short}</b>
            <p>{todo}</p>
          </li>
        );
      })}
    </ul>
  );
}

/** 菜单: what is wrong with the till, and a big key for all that is not selling. */
export default function MenuPanel() {
  const texts = useTexts();
  const vendor = useVendor();
  const status = useTopic('status');
  const stall = useTopic('stall');
  const people = useTopic('people');
  if (status === undefined || stall === undefined) return null;
  const keys: readonly (MenuWord & { readonly id: string; readonly press: () => void })[] = [
    ...deeds.map((deed) => ({
      ...deed,
      press: () => {
        vendor.act.close();
        deed.does(vendor);
      },
    })),
    ...Object.entries(panels).flatMap(([id, { menu }]) =>
      menu === undefined
        ? []
        : [
            {
              ...menu,
              id,
              press: () => {
                vendor.act.open(menu.open);
              },
            },
          ],
    ),
  ].filter(({ when }) => when?.(status) ?? true);
  const isGuarded = ({ right }: MenuWord): boolean =>
    right !== null && people?.isGuarding === true && (right === 'people' || people.guarded.includes(right));
  const where =
    status.mode === 'training' ? null : texts.menu.enrolled(texts.bar.stall(stall.stallNo, stall.stallName));
  return (
    <Sheet title={texts.menu.title} note={[stall.seller, where].filter(Boolean).join(' · ')} name="menu">
      <div className={s['body']} tabIndex={0} role="group" aria-label={texts.menu.title}>
        {status.health.length === 0 ? null : <Health notes={status.health} />}
        {status.mode === 'simulated' ? <p className={p['say']}>{texts.menu.simulated}</p> : null}
        {menuGroups.map((group) => (
          <section key={group} className={s['group']} aria-label={texts.menu.group[group]}>
            <h3>{texts.menu.group[group]}</h3>
            <div className={s['keys']}>
              {keys
                .filter((key) => key.group === group)
                .map((key) => (
                  <button type="button" key={key.id} data-menu={key.id} onClick={key.press}>
                    <Icon name={key.icon} />
                    <span>{key.word(texts)}</span>
                    {isGuarded(key) ? (
                      <small>
                        <Icon name="lock" />
                        {texts.menu.asksPin}
                      </small>
                    ) : null}
                  </button>
                ))}
            </div>
          </section>
        ))}
      </div>
    </Sheet>
  );
}
