import { shanghaiTime } from '../day.ts';
import type { HealthCode, HealthNote } from '../health.ts';
import type { MarketAlarm, StatusView } from '../status-view.ts';
import { things } from './plural.ts';

type HealthNotes = { readonly [C in HealthCode]: (note: Extract<HealthNote, { readonly code: C }>) => HealthText };
/** `short` for the status bar; `todo`: what it means and what to do now. */
export interface HealthText {
  readonly short: string;
  readonly todo: string;
}

/** The status bar and the notes on the terminal's health. */
export interface StatusTexts {
  readonly bar: {
    readonly online: string;
    readonly uploaded: string;
    readonly offline: string;
    readonly pending: (count: number) => string;
    readonly never: string;
    readonly setAside: (count: number) => string;
    readonly alarm: (alarm: MarketAlarm) => string;
    readonly scale: string;
    readonly scanner: string;
    readonly printer: string;
    readonly device: (state: StatusView['scale']) => string;
    /** What the printer's driver says, in the vendor's words; empty when it says nothing a vendor can act on. */
    readonly printerSays: (says: string) => string;
    readonly mode: (mode: StatusView['mode']) => string;
    readonly stall: (no: string, name: string) => string;
    readonly plu: (typed: string, name: string) => string;
  };
  readonly health: { readonly title: string; readonly more: (count: number) => string; readonly notes: HealthNotes };
}

export const statusZh: StatusTexts = {
  bar: {
    online: '在线',
    uploaded: '都已上传',
    offline: '断网，照常卖',
    pending: (count) => `${count} 笔待传`,
    never: '未连市场',
    setAside: (count) => `${count} 笔服务器待查`,
    alarm: (alarm) => {
      switch (alarm) {
        case 'image':
          return '这台是从旧备份恢复的，已换新账本，照常卖；请告诉市场';
        case 'fork':
          return '同一个号有两笔不同的账，两笔都留着；请告诉市场';
        case 'rebuilt':
          return '这台重装过，照常卖；请向市场要换机码';
        case 'superseded':
          return '另一台机器已接替这台，别再用这台卖；请找市场';
        case 'revoked':
          return '市场已停用这台；请找市场';
        case 'server_key':
          return '市场服务器的签名变了，照常卖；请告诉市场';
        default:
          return alarm satisfies never;
      }
    },
    scale: '秤',
    scanner: '扫码枪',
    printer: '打印机',
    device: (state) => {
      switch (state) {
        case 'absent':
          return '没接';
        case 'opening':
          return '连接中';
        case 'online':
          return '';
        case 'silent':
          return '没反应';
        case 'failed':
          return '坏了';
        default:
          return state satisfies never;
      }
    },
    printerSays: (says) => {
      switch (says) {
        case 'paper out':
          return '缺纸';
        case 'cover open':
          return '盖子开着';
        case 'offline':
          return '脱机了';
        case 'unknown':
          return '状态不明';
        case 'no answer':
          return '没反应';
        default:
          return '';
      }
    },
    mode: (mode) => (mode === 'training' ? '训练模式，不是交易' : mode === 'simulated' ? '模拟' : ''),
    stall: (no, name) => (no === '' ? name : `${no}号摊 ${name}`),
    plu: (typed, name) => `号 ${typed} ${name}`.trim(),
  },
  health: {
    title: '这台收银机',
    more: (count) => `另有 ${count} 项`,
    notes: {
      disk_full: () => ({
        short: '磁盘满了，先别称新货',
        todo: '电脑磁盘满了，预留的也用完了。记过的账都在，没结的单也在，还能收款。请删掉电脑上不用的文件；腾出来就接着卖，不用重启。',
      }),
      integrity_failed: ({ fault }) => {
        switch (fault.what) {
          case 'file':
            return {
              short: '账本文件有损坏',
              todo: '磁盘上的账本有一处坏了，可以照常卖。磁盘可能快坏了，请今天就报修；不要删除或拷贝账本文件。',
            };
          case 'entry':
            return {
              short: `旧账第 ${fault.epoch}-${fault.seq} 笔对不上`,
              todo: `从旧账第 ${fault.epoch}-${fault.seq} 笔起对不上，可以照常卖，新的账不受影响。请报修，由市场核对；不要删除账本文件。`,
            };
          case 'behind':
            return {
              short: `账本少了最后 ${fault.missing} 笔`,
              todo: `这台机记过的最后 ${fault.missing} 笔账不在了，账本像是旧的一份。请马上报修，由市场找回；不要删除任何文件。`,
            };
          default:
            return fault satisfies never;
        }
      },
      disk_reserve: ({ salesLeft }) => ({
        short: `磁盘满了，还能卖约 ${salesLeft} 笔`,
        todo: `电脑磁盘满了，现在用预留的地方记账，约够 ${salesLeft} 笔；称重的凭证先不存。请删掉电脑上不用的文件，腾出 1 GB 以上。`,
      }),
      clock_back: ({ lastAt }) => ({
        short: '时钟不对',
        todo: `电脑的时间比上一笔（${shanghaiTime(lastAt)}）还早。可以照常卖，但小票和日结的日期会错；请把时间调对。`,
      }),
      disk_low: ({ salesLeft, daysLeft }) => ({
        short: daysLeft === 0 ? `磁盘快满，约够 ${salesLeft} 笔` : `磁盘快满，约够 ${daysLeft} 天`,
        todo: `电脑磁盘快满了，约够再卖 ${salesLeft} 笔。请删掉不用的文件，腾出 1 GB 以上。`,
      }),
      flush_slow: ({ p50Ms, p99Ms }) => ({
        short: '磁盘变慢了',
        todo: `记一笔账一般要 ${p50Ms} 毫秒，慢的时候 ${p99Ms} 毫秒。账不会丢，但磁盘可能快坏了，请早点报修换盘。`,
      }),
      mirror_ahead: () => ({
        short: '备份盘上的账比本机多',
        todo: '备份盘上有本机没有的账，像是本机换回了旧账。备份先停着，盘上的账一笔不动。可以照常卖；请留好这个盘，马上告诉市场。',
      }),
      mirror_missing: ({ why, waiting }) => ({
        short: {
          missing: '备份盘没插',
          foreign: '插的是别家的备份盘',
          full: '备份盘满了',
          locked: '备份盘写不进',
          failed: '备份盘出错',
        }[why],
        todo: `${
          {
            missing: '找不到备份盘，请把盘插回去，会自己补上。',
            foreign: '这个盘存的是另一台机的账，没有动它。请换回本机的盘。',
            full: '请删掉盘上别的文件，或换一个空盘。',
            locked: '盘上的写保护开着，或本机无权写。请拨开写保护，或换一个盘。',
            failed: '这个盘写不进去，可能坏了。请拔下再插，还不行就换一个。',
          }[why]
        }${waiting === null || waiting === 0 ? '' : `还有 ${waiting} 笔没备份。`}可以照常卖。`,
      }),
      mirror_behind: ({ waiting }) => ({
        short: `还有 ${waiting} 笔没备份`,
        todo: '备份盘太慢，跟不上。可以照常卖，会慢慢补上；常这样就换一个快些的盘。',
      }),
      mirror_same_disk: () => ({
        short: '备份在同一块磁盘上',
        todo: '备份和账本在同一块磁盘上，盘坏了两份都没有。请改到U盘上；如果本来就是U盘，请看它插好没有。',
      }),
      verification_soon: ({ days }) => ({
        short: `秤检定还有 ${days} 天`,
        todo: `这台秤的检定还有 ${days} 天到期，现在就约计量所；新证拿到后在「设备」里改日期。`,
      }),
      verification_urgent: ({ days }) => ({
        short: days === 0 ? '秤检定今天到期' : `秤检定只剩 ${days} 天`,
        todo: `这台秤的检定${days === 0 ? '今天到期' : `只剩 ${days} 天`}，马上送检；过期的秤不能用来卖。`,
      }),
      verification_over: ({ days, policy }) => ({
        short: `秤检定过期 ${days} 天`,
        todo: `这台秤的检定过期 ${days} 天，按法律不能再用来卖，马上送检。${
          {
            warn: '现在只提醒，照样能称。',
            mark: '现在每行和小票都写着未检定。',
            block: '现在不按重量卖，按份和按个照样能卖。',
          }[policy]
        }新证拿到后在「设备」里改日期。`,
      }),
    },
  },
};

export const statusEn: StatusTexts = {
  bar: {
    online: 'Online',
    uploaded: 'all uploaded',
    offline: 'Offline, keep selling',
    pending: (count) => `${count} to upload`,
    never: 'No market',
    setAside: (count) => `${count} set aside by the server`,
    alarm: (alarm) => {
      switch (alarm) {
        case 'image':
          return 'This till was put back from an old copy; it goes on in a new journal. Sell on, and tell the market';
        case 'fork':
          return 'Two different entries have one number; both are kept. Tell the market';
        case 'rebuilt':
          return 'This till was set up anew. Sell on, and ask the market for a replacing code';
        case 'superseded':
          return 'Another till has taken this one over. Stop selling here, and ask the market';
        case 'revoked':
          return 'The market has withdrawn this till. Ask the market';
        case 'server_key':
          return 'The market signs with another key. Sell on, and tell the market';
        default:
          return alarm satisfies never;
      }
    },
    scale: 'Scale',
    scanner: 'Scanner',
    printer: 'Printer',
    device: (state) => {
      switch (state) {
        case 'absent':
          return 'not connected';
        case 'opening':
          return 'connecting';
        case 'online':
          return '';
        case 'silent':
          return 'no answer';
        case 'failed':
          return 'failed';
        default:
          return state satisfies never;
      }
    },
    printerSays: (says) => {
      switch (says) {
        case 'paper out':
          return 'out of paper';
        case 'cover open':
          return 'cover open';
        case 'offline':
          return 'offline';
        case 'unknown':
          return 'state unknown';
        case 'no answer':
          return 'no answer';
        default:
          return '';
      }
    },
    mode: (mode) => (mode === 'training' ? 'Training, not trade' : mode === 'simulated' ? 'Simulated' : ''),
    stall: (no, name) => (no === '' ? name : `Stall ${no} ${name}`),
    plu: (typed, name) => `No. ${typed} ${name}`.trim(),
  },
  health: {
    title: 'This till',
    more: (count) => `${count} more`,
    notes: {
      disk_full: () => ({
        short: 'Disk full, weigh nothing new',
        todo: 'The disk is full and what was kept in reserve is used up. All that was recorded is there, and open carts can still be paid. Delete files that are not needed; selling goes on by itself, without a restart.',
      }),
      integrity_failed: ({ fault }) => {
        switch (fault.what) {
          case 'file':
            return {
              short: 'Journal file damaged',
              todo: "A part of the journal on the disk is damaged. Go on selling. The disk may be failing: report it today, and neither delete nor copy the journal's files.",
            };
          case 'entry':
            return {
              short: `Old entry ${fault.epoch}-${fault.seq} does not match`,
              todo: `From entry ${fault.epoch}-${fault.seq} on the old journal does not match. Go on selling, new entries are not affected. Report it so that the market can check; delete no files.`,
            };
          case 'behind':
            return {
              short: `The last ${fault.missing} entries are gone`,
              todo: `The last ${fault.missing} entries this till wrote are gone, as if the journal were an old copy. Report it at once so that the market can bring them back; delete no files.`,
            };
          default:
            return fault satisfies never;
        }
      },
      disk_reserve: ({ salesLeft }) => ({
        short: `Disk full, about ${things(salesLeft, 'sale', 'sales')} left`,
        todo: `The disk is full. Sales are written into the room kept in reserve, enough for about ${salesLeft}; evidence of weighings is not kept meanwhile. Delete files that are not needed, 1 GB or more.`,
      }),
      clock_back: ({ lastAt }) => ({
        short: 'The clock is wrong',
        todo: `The computer's time is before the last sale's (${shanghaiTime(lastAt)}). Go on selling, but dates on receipts and day closes will be wrong: set the clock.`,
      }),
      disk_low: ({ salesLeft, daysLeft }) => ({
        short: `Disk low, about ${daysLeft === 0 ? things(salesLeft, 'sale', 'sales') : things(daysLeft, 'day', 'days')}`,
        todo: `The disk is nearly full: room for about ${salesLeft} sales. Delete files that are not needed, 1 GB or more.`,
      }),
      flush_slow: ({ p50Ms, p99Ms }) => ({
        short: 'The disk has become slow',
        todo: `Recording takes ${p50Ms} ms as a rule and ${p99Ms} ms at worst. Nothing is lost, but the disk may be failing: have it replaced soon.`,
      }),
      mirror_ahead: () => ({
        short: 'The copy holds more than this till',
        todo: 'The stick has entries that this till has not, as if the till were put back from an old copy. Nothing on the stick is touched. Go on selling; keep the stick and tell the market at once.',
      }),
      mirror_missing: ({ why, waiting }) => ({
        short: {
          missing: 'Copy: stick not plugged in',
          foreign: "Copy: another till's stick",
          full: 'Copy: stick full',
          locked: 'Copy: stick is read-only',
          failed: 'Copy: stick fails',
        }[why],
        todo: `${
          {
            missing: 'The stick is not there. Plug it in again; what is missing follows by itself.',
            foreign: "This stick holds another till's journal and was not touched. Plug in this till's own.",
            full: 'Delete other files on it, or take an empty one.',
            locked: 'It is write-protected, or this program may not write to it. Unlock it, or take another.',
            failed: "It can't be written and may be broken. Pull it out and plug it in again, or take another.",
          }[why]
        }${waiting === null || waiting === 0 ? '' : ` ${things(waiting, 'entry', 'entries')} not copied yet.`} Go on selling.`,
      }),
      mirror_behind: ({ waiting }) => ({
        short: `${things(waiting, 'entry', 'entries')} not copied yet`,
        todo: 'The stick is too slow to keep up. Go on selling, the rest follows; if this goes on, take a faster one.',
      }),
      mirror_same_disk: () => ({
        short: 'The copy is on the same disk',
        todo: 'The copy lies on the disk of the journal itself; if that dies, both are gone. Put it on a stick, or see whether the stick is plugged in.',
      }),
      verification_soon: ({ days }) => ({
        short: `Scale verified for ${days} more days`,
        todo: `The verification of this scale ends in ${things(days, 'day', 'days')}. Book the next one now; write the new dates under Devices.`,
      }),
      verification_urgent: ({ days }) => ({
        short:
          days === 0 ? "Scale's verification ends today" : `Scale verified for ${things(days, 'day', 'days')} only`,
        todo: `The verification of this scale ends ${days === 0 ? 'today' : `in ${things(days, 'day', 'days')}`}. Have it verified at once; a scale past it may not be sold by.`,
      }),
      verification_over: ({ days, policy }) => ({
        short: `Scale's verification over for ${things(days, 'day', 'days')}`,
        todo: `The verification of this scale ended ${things(days, 'day', 'days')} ago; by law it may not be sold by. Have it verified at once. ${
          {
            warn: 'For now this is only said.',
            mark: 'For now each line and receipt says so.',
            block: 'For now nothing is sold by weight; portions and pieces are.',
          }[policy]
        } Write the new dates under Devices.`,
      }),
    },
  },
};
