import { goodsEn } from './goods.ts';

/** Words that several windows use. */
export interface CommonTexts {
  readonly common: {
    readonly close: string;
    readonly erase: string;
    readonly done: string;
    readonly perBasis: (basisG: number) => string;
    readonly perPiece: (unit: string) => string;
    readonly selling: string;
    readonly connecting: string;
    readonly lineLost: string;
  };
}

export const commonZh: CommonTexts = {
  common: {
    close: '关',
    erase: '退一格',
    done: '好了',
    perBasis: (basisG) => (basisG === 1000 ? '/kg' : `/${basisG} g`),
    perPiece: (unit) => `/${unit}`,
    selling: '卖货',
    connecting: '正在连接收银程序…',
    lineLost: '和收银程序断开了，正在重连，请再点一次',
  },
};

export const commonEn: CommonTexts = {
  common: {
    close: 'Close',
    erase: 'Erase',
    done: 'Done',
    perBasis: (basisG) => (basisG === 1000 ? '/kg' : `/${basisG} g`),
    perPiece: (unit) => `/${goodsEn.goods.unit(unit)}`,
    selling: 'Selling',
    connecting: 'Connecting to the till…',
    lineLost: 'Lost the till program; reconnecting. Please touch again.',
  },
};
