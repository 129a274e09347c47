import { shanghaiTime } from '../shared/day.ts';
import { yuanText } from '../shared/money.ts';
import type { RestoreFailure, RestoreReport } from './core/restore/report.ts';
import type { Problem } from './core/restore/take.ts';

/** What a restore says to the person who stands beside it: Chinese, and the same in English. */
interface Said {
  readonly zh: string;
  readonly en: string;
}

function problemText({ where, epoch, after, what }: Problem): Said {
  const place = { zh: where === 'mirror' ? '备份盘' : '市场', en: where === 'mirror' ? 'the stick' : 'the market' };
  const at = {
    zh: `${place.zh}第 ${epoch} 本第 ${after} 条之后`,
    en: `${place.en}, epoch ${epoch}, after entry ${after}`,
  };
  switch (what) {
    case 'torn':
      return { zh: `${at.zh}：最后一行没写完，没有取`, en: `${at.en}: the last line is cut off and was left out` };
    case 'bad_hash':
    case 'bad_shape':
      return {
        zh: `${at.zh}：有一条读不出或被改过，没有取`,
        en: `${at.en}: an entry is unreadable or was changed; left out`,
      };
    case 'bad_signature':
      return {
        zh: `${at.zh}：有一条不是这台机签的，没有取`,
        en: `${at.en}: an entry is not signed by this till; left out`,
      };
    case 'double_id':
      return { zh: `${at.zh}：有一条重复，只取一次`, en: `${at.en}: an entry is there twice and was taken once` };
    case 'bad_total':
      return {
        zh: `${at.zh}：累计金额接不上，请市场核对`,
        en: `${at.en}: the running total does not follow; have it checked`,
      };
    case 'bad_sum':
      return { zh: `${at.zh}：有一笔金额合不上，请市场核对`, en: `${at.en}: a sale does not add up; have it checked` };
    case 'broken_chain':
      return {
        zh: `${at.zh}：前后接不上，请市场核对`,
        en: `${at.en}: entries do not follow each other; have it checked`,
      };
    case 'fork':
      return {
        zh: `第 ${epoch} 本：备份盘和市场的账不同，用了市场的；备份盘请留好，交给市场核对`,
        en: `epoch ${epoch}: the stick and the market hold different journals; the market’s was taken. Keep the stick for a check`,
      };
    case 'other_key':
      return {
        zh: `第 ${epoch} 本：备份盘上的不是市场登记的那台机，没有取`,
        en: `epoch ${epoch}: the one on the stick is not of the till the market knows; left out`,
      };
    default:
      return what satisfies never;
  }
}

function lines(report: RestoreReport): readonly Said[] {
  const { lastAt } = report;
  const stall = report.stallNo === '' ? '' : ` ${report.stallNo}`;
  const onlyMirror = report.epochs.reduce((sum, epoch) => sum + epoch.onlyMirror, 0);
  return [
    {
      zh: `摊位${stall}，终端 ${report.terminal}：账本已经装好，可以开机卖货`,
      en: `Stall${stall}, terminal ${report.terminal}: the data is built, the till can sell`,
    },
    ...report.epochs
      .filter(({ entries }) => entries > 0)
      .map((epoch) => ({
        zh: `第 ${epoch.epoch} 本：${epoch.entries} 条，备份盘 ${epoch.fromMirror}，市场 ${epoch.fromMarket}`,
        en: `epoch ${epoch.epoch}: ${epoch.entries} entries, ${epoch.fromMirror} from the stick, ${epoch.fromMarket} from the market`,
      })),
    ...report.epochs.flatMap(({ epoch, missing }) =>
      missing.map(({ from, to }) => ({
        zh: `缺：第 ${epoch} 本第 ${from} 到 ${to} 条，哪里都没有`,
        en: `missing: epoch ${epoch}, entries ${from} to ${to}, nobody has them`,
      })),
    ),
    {
      zh: `共 ${report.sales} 笔，${yuanText(report.payableFen)}；累计 ${yuanText(report.carriedFen)} 接着算`,
      en: `${report.sales} sales, ${yuanText(report.payableFen)}; the running total goes on from ${yuanText(report.carriedFen)}`,
    },
    lastAt === null
      ? { zh: '以前的账一条也没找到', en: 'no entry of before was found' }
      : {
          zh: `最后一条是 ${shanghaiTime(lastAt)}；在它之后卖的，哪里都没有，请对照小票补记`,
          en: `the last entry is of ${shanghaiTime(lastAt)}; what was sold after it is on no copy: compare with paper receipts`,
        },
    report.hasState
      ? {
          zh: `没结的单 ${report.carts} 张 ${report.cartLines} 样，定价 ${report.prices} 个，没打的小票 ${report.printJobs} 张，都带过来了`,
          en: `${report.carts} open carts with ${report.cartLines} lines, ${report.prices} prices and ${report.printJobs} receipts to print came along`,
        }
      : {
          zh: `定价 ${report.prices} 个带过来了；设置和没结的单不在，要重设`,
          en: `${report.prices} prices came along; settings and open carts did not: set them anew`,
        },
    { zh: '称重的原始凭证不在备份里', en: 'raw evidence of weighings is on no copy' },
    ...(onlyMirror > 0
      ? [
          {
            zh: `市场还没有 ${onlyMirror} 条，已带上`,
            en: `${onlyMirror} entries the market had not were brought along`,
          },
        ]
      : []),
    ...report.problems.map(problemText),
    report.isProvisional
      ? {
          zh: `新账本号 ${report.epoch} 是临时的：连上市场后，向市场要“换机码”输入一次`,
          en: `epoch ${report.epoch} is provisional: once the market can be reached, ask it for a replace code and enter it`,
        }
      : { zh: `新账本号 ${report.epoch}，市场已确认`, en: `epoch ${report.epoch}, confirmed by the market` },
  ];
}

export const reportText = (report: RestoreReport): string => {
  const said = lines(report);
  return `${said.map(({ zh }) => zh).join('\n')}\n\n${said.map(({ en }) => en).join('\n')}\n`;
};

export function failureText(failure: RestoreFailure): string {
  const { zh, en } = failureSaid(failure);
  return `${zh}\n${en}\n`;
}
function failureSaid(failure: RestoreFailure): Said {
  switch (failure.why) {
    case 'nothing_given':
      return {
        zh: '要给备份盘 --mirror，或市场 --server 和 --code',
        en: 'give --mirror, or --server with --code, or both',
      };
    case 'not_empty':
      return {
        zh: '这个数据目录里有东西，没有动它；请换一个空的',
        en: 'the data directory is not empty and was not touched; name an empty one',
      };
    case 'no_folder':
      return { zh: '没有备份盘这个文件夹，盘插好了吗', en: 'there is no such folder; is the stick plugged in?' };
    case 'no_mirror':
      return { zh: '这个盘上没有这台机的备份', en: 'there is no copy of this till on the stick' };
    case 'nothing_found':
      return { zh: '备份盘上一条账也读不出', en: 'no entry could be read from the stick' };
    case 'several': {
      const numbers = failure.terminals.join(', ');
      return {
        zh: `盘上有几台机的备份：${numbers}；请用 --terminal 选一台`,
        en: `the stick holds several tills: ${numbers}; choose one with --terminal`,
      };
    }
    case 'other_terminal':
      return {
        zh: `备份盘是终端 ${failure.mirror} 的，换机码是终端 ${failure.market} 的`,
        en: `the stick is terminal ${failure.mirror}’s, the code is terminal ${failure.market}’s`,
      };
    case 'market':
      return { zh: `市场没有答应：${failure.reason}`, en: `the market did not agree: ${failure.reason}` };
    default:
      return failure satisfies never;
  }
}
