/** Line drawings on a 24 px grid; always beside a word, never instead of one. */
const shapes = {
  tick: 'M5 12.5l4.5 4.5L19 7',
  cross: 'M5 5l14 14M19 5L5 19',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  pause: 'M8 5v14M16 5v14',
  clock: 'M12 3a9 9 0 110 18 9 9 0 010-18M12 7v5.5l3.5 2',
  armed: 'M12 3v10M8 9l4 4 4-4M4 17h16v4H4z',
  warn: 'M12 3.5L22 20.5H2zM12 10v4.5M12 17.5h.01',
  zero: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M12 7c2 0 3.6 2.2 3.6 5s-1.6 5-3.6 5-3.6-2.2-3.6-5S10 7 12 7z',
  cash: 'M5 6h14a2.5 2.5 0 012.5 2.5v7A2.5 2.5 0 0119 18H5a2.5 2.5 0 01-2.5-2.5v-7A2.5 2.5 0 015 6zM12 9.2a2.8 2.8 0 110 5.6 2.8 2.8 0 010-5.6M6 12h.01M18 12h.01',
  online: 'M8.5 16a5 5 0 017 0M5.2 12.6a9.7 9.7 0 0113.6 0M2 9.2a14.5 14.5 0 0120 0M12 19.8h.01',
  offline:
    'M3 3l18 18M8.5 16a5 5 0 017 0M5.2 12.6a9.6 9.6 0 014-2.4M2 9.2A14.5 14.5 0 016.4 6.5M14 10a9.7 9.7 0 014.8 2.6M10.5 5.2A14.5 14.5 0 0122 9.2M12 19.8h.01',
  fair: 'M12 4v16M7 20h10M4 7h16M5 7l-2.5 6.500a2.7 2.7 0 005 0zM19 7l-2.5 6.500a2.7 2.7 0 005 0z',
  update: 'M20 11a8 8 0 10-2 6M20 5v6h-6',
  erase: 'M9 5h11v14H9l-6-7zM12 9.5l5 5M17 9.500l-5 5',
} as const;

export function Icon({ name }: { readonly name: keyof typeof shapes }) {
  return (
    <svg className="i" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
