import type { Accuracy, ExpiryPolicy, Verification } from '../metrology.ts';
import type { StatusView } from '../status-view.ts';

/** The devices sheet. */
export interface DevicesTexts {
  readonly devices: {
    readonly title: string;
    readonly open: string;
    readonly none: string;
    readonly state: (state: StatusView['scale']) => string;
    readonly help: (state: StatusView['scale']) => string;
    readonly verified: string;
    readonly unverified: string;
    readonly sureness: (sureness: 'captured' | 'literal' | 'computed') => string;
    readonly plate: (max: string, min: string, e: number, serial: string) => string;
    readonly frames: string;
    readonly noFrames: string;
    readonly counted: (good: number, bad: number, resync: number) => string;
    readonly reopened: (times: number) => string;
    readonly stable: string;
    readonly moving: string;
    readonly noBit: string;
    readonly paper: string;
    readonly certificate: string;
    readonly verifiedOn: string;
    readonly dueOn: string;
    readonly save: string;
    readonly saved: string;
    readonly badDay: string;
    readonly accuracy: string;
    readonly accuracies: Readonly<Record<Accuracy, string>>;
    readonly expiry: string;
    readonly expiries: Readonly<Record<ExpiryPolicy, string>>;
    /** What the choice means. */
    readonly expiryNote: (policy: ExpiryPolicy) => string;
    readonly verification: (state: Verification) => string;
    readonly tooCoarse: (names: string) => string;
  };
}

export const devicesZh: DevicesTexts = {
  devices: {
    title: '设备',
    open: '设备',
    none: '这台没有接秤，按份和按个照样能卖',
    state: (state) => {
      switch (state) {
        case 'absent':
          return '没接上';
        case 'opening':
          return '连接中';
        case 'online':
          return '正常';
        case 'silent':
          return '没反应';
        case 'failed':
          return '打不开';
        default:
          return state satisfies never;
      }
    },
    help: (state) => {
      switch (state) {
        case 'absent':
          return '插好秤的线，插上 2 秒内自己连上';
        case 'opening':
          return '正在等秤的第一帧';
        case 'online':
          return '';
        case 'silent':
          return '线通了，秤不说话：看看秤开了没有，接口方式对不对';
        case 'failed':
          return '串口被别的程序占着，或者没有权限';
        default:
          return state satisfies never;
      }
    },
    verified: '真机验证过',
    unverified: '按公开协议实现，未经真机验证',
    sureness: (sureness) =>
      sureness === 'captured' ? '帧来自公开的真机记录' : sureness === 'literal' ? '帧来自公开手册' : '帧按公开格式推出',
    plate: (max, min, e, serial) => `Max ${max}　Min ${min}　e ${e} g　编号 ${serial === '' ? '未填' : serial}`,
    frames: '秤正在说的',
    noFrames: '没有新的帧',
    counted: (good, bad, resync) => `好 ${good} 帧，坏 ${bad} 帧，找头丢 ${resync} 字节`,
    reopened: (times) => `秤没动静时自动重连过 ${times} 次`,
    stable: '稳定',
    moving: '在动',
    noBit: '看几帧',
    paper: '检定',
    certificate: '证书号',
    verifiedOn: '检定日',
    dueOn: '有效到',
    save: '记下',
    saved: '记下了',
    badDay: '日期要写成 2026-11-26 这样',
    accuracy: '准确度等级',
    accuracies: { II: 'II 高', III: 'III 中', IIII: 'IIII 普通' },
    expiry: '过期以后',
    expiries: { warn: '只提醒', mark: '标未检定', block: '不按重量卖' },
    expiryNote: (policy) =>
      ({
        warn: '到期前 60 天起提醒，过期了照样能称',
        mark: '过期以后称的每一行和小票都写未检定',
        block: '过期以后不按重量卖，按份、按个照样能卖',
      })[policy],
    verification: ({ state, daysLeft }) => {
      const days = Math.abs(daysLeft ?? 0);
      switch (state) {
        case 'unknown':
          return '还没记检定日期，照着证书填一下';
        case 'good':
          return `检定还有 ${days} 天`;
        case 'soon':
          return `检定还有 ${days} 天，该约了`;
        case 'urgent':
          return `检定只剩 ${days} 天，马上去检`;
        case 'over':
          return `检定过期 ${days} 天，按规定先检再用`;
        default:
          return state satisfies never;
      }
    },
    tooCoarse: (names) => `这台秤的 e 太粗，卖这些会超出允许误差：${names}`,
  },
};

export const devicesEn: DevicesTexts = {
  devices: {
    title: 'Devices',
    open: 'Devices',
    none: 'No scale is set up here; portions and pieces sell all the same',
    state: (state) => {
      switch (state) {
        case 'absent':
          return 'Not plugged in';
        case 'opening':
          return 'Connecting';
        case 'online':
          return 'Fine';
        case 'silent':
          return 'Silent';
        case 'failed':
          return "Can't be opened";
        default:
          return state satisfies never;
      }
    },
    help: (state) => {
      switch (state) {
        case 'absent':
          return "Plug in the scale's cable; it is found within 2 seconds";
        case 'opening':
          return "Waiting for the scale's first frame";
        case 'online':
          return '';
        case 'silent':
          return 'The line is open and the scale says nothing: is it on, and is its output set right?';
        case 'failed':
          return 'Another program holds the port, or it may not be used';
        default:
          return state satisfies never;
      }
    },
    verified: 'Verified on the real device',
    unverified: 'Written from public protocols, not verified on the real device',
    sureness: (sureness) =>
      sureness === 'captured'
        ? 'frames from public captures of a real device'
        : sureness === 'literal'
          ? 'frames from a public manual'
          : 'frames worked out from a public grammar',
    plate: (max, min, e, serial) => `Max ${max}  Min ${min}  e ${e} g  No. ${serial === '' ? 'not given' : serial}`,
    frames: 'What the scale says',
    noFrames: 'No new frame',
    counted: (good, bad, resync) => `${good} good, ${bad} bad, ${resync} bytes skipped`,
    reopened: (times) => `Reconnected ${times === 1 ? 'once' : `${times} times`} after it had fallen silent`,
    stable: 'stable',
    moving: 'moving',
    noBit: 'by frames',
    paper: 'Verification',
    certificate: 'Certificate',
    verifiedOn: 'Verified on',
    dueOn: 'Valid until',
    save: 'Keep',
    saved: 'Kept',
    badDay: 'Write a date like 2026-11-26',
    accuracy: 'Class',
    accuracies: { II: 'II high', III: 'III medium', IIII: 'IIII ordinary' },
    expiry: 'Once it is over',
    expiries: { warn: 'Only say so', mark: 'Mark lines', block: 'No weighing' },
    expiryNote: (policy) =>
      ({
        warn: 'It is said from 60 days before; the scale goes on selling',
        mark: 'Each line and receipt of it then says that the scale was not verified',
        block: 'Nothing is sold by weight then; portions and pieces are',
      })[policy],
    verification: ({ state, daysLeft }) => {
      const days = Math.abs(daysLeft ?? 0);
      switch (state) {
        case 'unknown':
          return 'No date of verification yet; copy it from the certificate';
        case 'good':
          return `Verified for ${days} more days`;
        case 'soon':
          return `Verified for ${days} more days; time to book`;
        case 'urgent':
          return `Only ${days} days of verification left; go now`;
        case 'over':
          return `Verification ended ${days} days ago; the law wants it verified before it is used`;
        default:
          return state satisfies never;
      }
    },
    tooCoarse: (names) => `The e of this scale is too coarse for: ${names}`,
  },
};
