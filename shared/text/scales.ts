import type { ProbedPort } from '../scale-finding.ts';
import type { ScaleId, SerialLine } from '../scale-port.ts';

/** Finding scales, and which of two is sold by. */
export interface ScalesTexts {
  readonly scales: {
    readonly find: string;
    readonly findNote: string;
    readonly again: string;
    readonly end: string;
    readonly byHand: string;
    readonly onlyThis: string;
    readonly state: (state: ProbedPort['state']) => string;
    readonly nothing: string;
    readonly line: (line: SerialLine) => string;
    readonly reads: string;
    readonly unclear: string;
    readonly known: string;
    readonly itWeighs: string;
    readonly plate: string;
    readonly plateOf: (max: string, e: number) => string;
    readonly serial: string;
    readonly use: (id: ScaleId) => string;
    readonly used: (kept: boolean) => string;
    readonly name: (id: ScaleId) => string;
    readonly sellBy: string;
    readonly reweigh: string;
  };
}

const usual = ({ baudRate, dataBits, parity }: SerialLine): string =>
  `${baudRate} ${dataBits}${{ none: 'N', even: 'E', odd: 'O' }[parity]}1`;

export const scalesZh: ScalesTexts = {
  scales: {
    find: '找秤',
    findNote: '插好线，打开秤，再按。先听后问，不动秤的设置；每个口最多十几秒',
    again: '再找一次',
    end: '不找了',
    byHand: '只找这个口（如 COM3、/dev/ttyUSB0、192.168.1.9:4001）',
    onlyThis: '只找它',
    state: (state) => {
      switch (state) {
        case 'looking':
          return '正在找…';
        case 'found':
          return '找到了';
        case 'silent':
          return '没有秤在答';
        case 'noise':
          return '有声音，不像秤';
        case 'busy':
          return '别的设备在用';
        case 'gone':
          return '没有这个口';
        default:
          return state satisfies never;
      }
    },
    nothing: '没有一个口能找，插上线再找一次',
    line: usual,
    reads: '现在读到',
    unclear: '读法有几种，放一个知道多重的东西，写上多重',
    known: '多重（克）',
    itWeighs: '就是这么重',
    plate: '照铭牌：最大秤量和分度值',
    plateOf: (max, e) => `${max} · e=${e} g`,
    serial: '出厂编号',
    use: (id) => (id === 'scale-1' ? '用这台卖' : '当复秤'),
    used: (kept) => (kept ? '记下了，以后开机就用它' : '现在用它。模拟摊不记秤，下次启动还用启动时定的那台'),
    name: (id) => (id === 'scale-1' ? '秤 1' : '秤 2'),
    sellBy: '按哪台卖',
    reweigh: '复秤',
  },
};

export const scalesEn: ScalesTexts = {
  scales: {
    find: 'Find a scale',
    findNote:
      'Plug it in, switch it on, then press. The till listens first, then asks; nothing on the scale is changed. Fifteen seconds a port at most',
    again: 'Look again',
    end: 'Stop looking',
    byHand: 'Only this port (such as COM3, /dev/ttyUSB0, 192.168.1.9:4001)',
    onlyThis: 'Only this',
    state: (state) => {
      switch (state) {
        case 'looking':
          return 'looking…';
        case 'found':
          return 'found';
        case 'silent':
          return 'no scale answers';
        case 'noise':
          return 'something speaks, no scale';
        case 'busy':
          return 'in use by another device';
        case 'gone':
          return 'no such port';
        default:
          return state satisfies never;
      }
    },
    nothing: 'There is no port to look at; plug the cable in and look again',
    line: usual,
    reads: 'Reads now',
    unclear: 'It can be read in several ways: put something on it whose weight you know, and type it',
    known: 'Weight (g)',
    itWeighs: 'It weighs that',
    plate: 'From the nameplate: Max and e',
    plateOf: (max, e) => `${max} · e=${e} g`,
    serial: 'Serial number',
    use: (id) => (id === 'scale-1' ? 'Sell by this one' : 'Weigh again with it'),
    used: (kept) =>
      kept
        ? 'Noted: it is used at every start from now on'
        : 'It is used now. A virtual stall remembers no scale: the next start has the one it was started with',
    name: (id) => (id === 'scale-1' ? 'Scale 1' : 'Scale 2'),
    sellBy: 'Sold by',
    reweigh: 'Re-weighed',
  },
};
