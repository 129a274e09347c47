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
  join: 'M10 13.5a4.5 4.5 0 006.4 0l3.2-3.2a4.5 4.5 0 00-6.4-6.4l-1.2 1.2M14 10.5a4.5 4.5 0 00-6.4 0l-3.2 3.2a4.5 4.5 0 006.4 6.4l1.2-1.2',
  receipt: 'M6 3h12v18l-3-2-3 2-3-2-3 2zM9.5 8h5M9.5 12h5',
  chart: 'M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6',
  book: 'M5 4.5A1.5 1.5 0 016.5 3H19v18H6.5A1.5 1.5 0 015 19.5zM5 17.5h14M9 8h6',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 110 5.6 2.8 2.8 0 010-5.6',
  bell: 'M6 16.5V11a6 6 0 0112 0v5.5l1.5 1.5h-15zM10 21h4',
  tag: 'M3.5 3.5h8l9 9-8 8-9-9zM8 8h.01',
  grid: 'M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z',
  person: 'M12 3.5a4 4 0 110 8 4 4 0 010-8M4.5 20.5a7.5 7.5 0 0115 0z',
  scale: 'M3 5h18M12 5v3M5.5 8h13L20 20.5H4zM12 12a3 3 0 110 6 3 3 0 010-6M12 15l1.5-1.5',
  sliders: 'M4 6.5h9M17 6.5h3M15 4v5M4 12h3M11 12h9M9 9.5v5M4 17.5h9M17 17.5h3M15 15v5',
  keyboard: 'M3 6h18v12H3zM7 10h.01M12 10h.01M17 10h.01M8 14.5h8',
  drawer: 'M4 4h16v8H4zM2.5 12h19v8h-19zM9.5 16h5',
  drop: 'M12 3s6.5 7 6.5 11.5a6.5 6.5 0 01-13 0C5.5 10 12 3 12 3z',
  learn: 'M2 9.5L12 5l10 4.5L12 14zM6 11.5V17c3 2.5 9 2.5 12 0v-5.5M22 9.5V15',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5M20 14v2.5M14 19.5h2M18.5 18.5h1.5V20',
  lock: 'M5.5 10.5h13V20h-13zM8 10.5V8a4 4 0 018 0v2.5',
} as const;
export type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="i" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
