const SYLLABLES = [
  ['青', 'qing'],
  ['白', 'bai'],
  ['红', 'hong'],
  ['小', 'xiao'],
  ['大', 'da'],
  ['鲜', 'xian'],
  ['嫩', 'nen'],
  ['山', 'shan'],
  ['水', 'shui'],
  ['菜', 'cai'],
  ['瓜', 'gua'],
  ['豆', 'dou'],
  ['鱼', 'yu'],
  ['肉', 'rou'],
  ['菇', 'gu'],
] as const;

/** A name of two to five signs, told by its number; many begin alike, as in a wholesaler's list. */
export function nameOf(no: number): { readonly name: string; readonly initials: string; readonly pinyin: string } {
  const signs: (typeof SYLLABLES)[number][] = [];
  for (let rest = no + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    signs.push(SYLLABLES[rest % SYLLABLES.length] ?? SYLLABLES[0]);
  return {
    name: signs.map(([sign]) => sign).join(''),
    initials: signs.map(([, sound]) => sound[0]).join(''),
    pinyin: signs.map(([, sound]) => sound).join(''),
  };
}
