import { useLook, useStall, useTexts, useTopic } from '../../stall.tsx';
import { useAct } from '../ui.ts';
import s from './panels.module.css';
import { Choice } from './Choice.tsx';
import { Sheet } from './Sheet.tsx';

/** What a bag or a box may weigh, grams, with 'list' for what the list of goods says. */
const bagWeights = ['list', '0', '5', '10', '15', '20', '30', '50'] as const;
const bagClasses = ['A', 'B', 'C'] as const;

/** 设置: how this window looks and sounds, and how the stall sells. */
export default function SettingsPanel() {
  const texts = useTexts();
  const act = useAct();
  const { look } = useStall();
  const view = useLook((state) => state);
  const stall = useTopic('stall');
  if (stall === undefined) return null;
  return (
    <Sheet title={texts.menu.settings} name="settings">
      <div className={s['menu']} tabIndex={0} role="group" aria-label={texts.menu.settings}>
        <Choice
          name={texts.menu.language}
          value={view.language}
          options={[
            ['zh', '中文'],
            ['en', 'English'],
          ]}
          onPick={(language) => {
            look.setState({ language });
          }}
        />
        <Choice
          name={texts.menu.theme}
          value={view.theme}
          options={[
            ['bright', texts.menu.bright],
            ['dark', texts.menu.dark],
            ['contrast', texts.menu.contrast],
          ]}
          onPick={(theme) => {
            look.setState({ theme });
          }}
        />
        <Choice
          name={texts.menu.size}
          value={view.size}
          options={[
            ['normal', texts.menu.normal],
            ['elder', texts.menu.elder],
          ]}
          onPick={(size) => {
            look.setState({ size });
          }}
        />
        <Choice
          name={texts.menu.sound}
          value={view.sound ? 'on' : 'off'}
          options={[
            ['on', texts.menu.on],
            ['off', texts.menu.off],
          ]}
          onPick={(sound) => {
            look.setState({ sound: sound === 'on' });
          }}
        />
        <Choice
          name={texts.menu.voice}
          value={view.voice ? 'on' : 'off'}
          options={[
            ['on', texts.menu.on],
            ['off', texts.menu.off],
          ]}
          onPick={(voice) => {
            look.setState({ voice: voice === 'on' });
          }}
        />
        <Choice
          name={texts.menu.rounding}
          value={stall.rounding}
          options={[
            ['jiao', texts.menu.toJiao],
            ['yuan', texts.menu.toYuan],
            ['none', texts.menu.toNone],
          ]}
          onPick={(rounding) => {
            void act.run('settings.set', { rounding });
          }}
        />
        <Choice
          name={texts.menu.paper}
          value={stall.paper}
          options={[
            ['asked', texts.menu.asked],
            ['each', texts.menu.each],
            ['never', texts.menu.never],
          ]}
          onPick={(paper) => {
            void act.run('settings.set', { paper });
          }}
        />
        <Choice
          name={texts.menu.live}
          value={stall.live ? 'on' : 'off'}
          options={[
            ['off', texts.menu.normal],
            ['on', texts.menu.liveOn],
          ]}
          onPick={(live) => {
            void act.run('settings.set', { live: live === 'on' });
          }}
        />
        <Choice
          name={texts.menu.basis}
          value={String(stall.basisG)}
          options={[
            ['500', texts.price.weight(500)],
            ['1000', texts.price.weight(1000)],
          ]}
          onPick={(basis) => {
            void act.run('settings.set', { basisG: basis === '500' ? 500 : 1000 }).then((done) => {
              if (done && Number(basis) !== stall.basisG) act.say(texts.menu.basisNew, 'info');
            });
          }}
        />
        <p className={s['small']}>{texts.menu.bagsHow}</p>
        {bagClasses.map((one) => (
          <Choice
            key={one}
            name={texts.menu.bag(one)}
            value={stall.bags[one] === null ? 'list' : String(stall.bags[one])}
            options={bagWeights.map(
              (grams) => [grams, grams === 'list' ? texts.menu.bagAsListed : `${grams} g`] as const,
            )}
            onPick={(grams: string) => {
              void act.run('settings.set', {
                bags: { ...stall.bags, [one]: grams === 'list' ? null : Number(grams) },
              });
            }}
          />
        ))}
      </div>
    </Sheet>
  );
}
