import { shanghaiTime } from '../day.ts';
import { yuanText } from '../money.ts';
import type { TextTable } from './text.ts';

const things = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The English screens. */
export const en: TextTable = {
  language: 'en',
  common: {
    close: 'Close',
    erase: 'Erase',
    done: 'Done',
    perBasis: (basisG) => (basisG === 1000 ? '/kg' : `/${basisG} g`),
    perPiece: (unit) => `/${unit}`,
    selling: 'Selling',
    connecting: 'Connecting to the till…',
    lineLost: 'Lost the till program; reconnecting. Please touch again.',
  },
  rail: {
    label: 'Categories',
    menu: 'Menu',
    seller: 'Seller',
    mine: 'Mine',
    find: 'Find',
    findNote: 'A–Z, no.',
    portion: 'Portion',
  },
  tile: {
    armed: 'Next',
    taken: 'Taken',
    cap: 'Cap',
    ask: 'Set price',
    addOne: 'Add one',
    none: 'Nothing in this category yet',
  },
  weigh: {
    label: 'Weighing',
    stable: 'Stable',
    moving: 'Moving',
    taken: 'Taken',
    zero: 'Zero',
    tareOn: 'Tare',
    tareShown: (kg) => `Tare ${kg}`,
    tareClear: (kg) => `Clear ${kg}`,
    tareLabel: (kg) => `Tare ${kg}, touch to tare`,
    putOn: 'Put goods on, touch one',
    pick: 'Touch a product',
    takeOff: 'Sold already, take it off',
    update: 'Update',
    zeroKey: 'Zero',
    scaleZeroKey: 'Press ZERO on the scale',
    portionKey: 'Portion',
    other: 'Other',
    noWeight: 'No weight',
    onePiece: (price) => `One piece ${price}`,
    priceLabel: (name, price) => `${name} ${price}, touch to change the price`,
    reason: (reason, { min, max }) => {
      switch (reason) {
        case 'no_scale':
          return 'No scale';
        case 'overload':
          return `Over ${max}`;
        case 'below_zero':
          return 'Below zero';
        case 'loaded_start':
          return 'Zero again';
        case 'residue':
          return 'Zero first';
        case 'unstable':
          return 'Moving';
        case 'below_min':
          return `Under ${min}`;
        default:
          return reason satisfies never;
      }
    },
    mends: (reason) => {
      switch (reason) {
        case 'no_scale':
          return 'Check cable and power; portions still sell';
        case 'overload':
          return 'Take some off, weigh twice';
        case 'below_zero':
          return 'Seat the pan, then zero';
        case 'loaded_start':
          return 'Loaded at start: empty it, then zero';
        case 'residue':
          return 'Wipe the pan, or touch Zero';
        case 'unstable':
          return 'One moment, hands off the pan';
        case 'below_min':
          return 'Too light: sell by portion';
        default:
          return reason satisfies never;
      }
    },
    chosen: ['Next', ': zero, then put it on'],
  },
  cart: {
    tabs: 'Shoppers',
    next: 'Next',
    newShopper: 'New',
    held: 'Held',
    waiting: 'Waiting',
    paid: 'Paid',
    beforeCut: (clock) => `Before cut ${clock}`,
    items: (first, count) => (count > 1 ? `${first} +${count - 1}` : first),
    onPan: 'on pan',
    fromLabel: 'label',
    gift: 'gift',
    portion: 'portion',
    conceded: (amount) => `less ${amount}`,
    remove: (name) => `Remove ${name}`,
    fewer: (name) => `One ${name} less`,
    removed: (name) => `Removed ${name}`,
    undo: 'Undo',
    empty: 'Nothing yet',
    emptyHint: 'Zero, put on, touch',
    due: 'Due',
    agreeLabel: (amount) => `Due ${amount} yuan, touch to agree another`,
    lineHint: ', touch to agree less',
    rounding: (rounding) =>
      rounding === 'jiao' ? 'down to 0.10' : rounding === 'yuan' ? 'down to 1.00' : 'not rounded',
    roundedOff: (amount) => `Rounded ${amount}`,
    agreed: 'agreed',
  },
  tender: { cash: 'Cash', more: 'More', busy: 'Saving…' },
  strip: {
    label: 'Last sale',
    last: 'Last',
    none: 'No sale yet today',
    items: (first, count) => (count > 1 ? `${first} and ${count - 1} more` : first),
    state: (state) => {
      switch (state) {
        case 'cash':
          return 'Cash';
        case 'confirmed':
        case 'proven_offline':
          return 'Received';
        case 'unproven':
          return 'Not yet in';
        case 'external':
          return 'Card/other';
        case 'credit':
          return 'On credit';
        default:
          return state satisfies never;
      }
    },
    paid: (note) => `of ${note}`,
    change: 'back',
    looked: 'Found',
    back: 'Back',
    print: 'Receipt',
    printLong: 'Long',
    reprint: 'Reprint',
    printing: 'Printing',
    queued: 'Queued',
    unsure: (count) => (count > 1 ? `${count} receipts may have printed` : 'That receipt may have printed'),
    again: 'Print again',
    letBe: 'Leave it',
    unprinted: (count) => `${things(count, 'receipt', 'receipts')} not printed`,
    printNow: 'Print now',
  },
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
    stall: (no, name) => `Stall ${no} ${name}`.trim(),
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
              todo: 'A part of the journal on the disk is damaged. Go on selling. The disk may be failing: report it today, and neither delete nor copy the journal’s files.',
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
        todo: `The computer’s time is before the last sale’s (${shanghaiTime(lastAt)}). Go on selling, but dates on receipts and day closes will be wrong: set the clock.`,
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
          foreign: 'Copy: another till’s stick',
          full: 'Copy: stick full',
          locked: 'Copy: stick is read-only',
          failed: 'Copy: stick fails',
        }[why],
        todo: `${
          {
            missing: 'The stick is not there. Plug it in again; what is missing follows by itself.',
            foreign: 'This stick holds another till’s journal and was not touched. Plug in this till’s own.',
            full: 'Delete other files on it, or take an empty one.',
            locked: 'It is write-protected, or this program may not write to it. Unlock it, or take another.',
            failed: 'It can’t be written and may be broken. Pull it out and plug it in again, or take another.',
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
    },
  },
  scan: {
    again: 'Scanned a moment ago; not booked again',
    ask: 'Is this code a payment, or goods?',
    payment: 'Take',
    goods: (name) => `Sell ${name}`,
    nothing: 'Neither',
  },
  find: {
    title: 'Find',
    addTitle: 'Add to my goods',
    hint: 'Type pinyin initials or the number',
    nothing: (typed) => `Nothing for “${typed}”; erase one and look again`,
    digits: '123',
    letters: 'ABC',
    byPiece: (unit) => `by ${unit}`,
  },
  portion: {
    title: 'Sell by portion',
    what: 'What',
    howMuch: 'For how much',
    other: 'Other',
    note: 'Not weighed; no weight on the receipt',
    sell: (amount) => `Sell ${amount}`,
  },
  price: {
    title: (name) => `Price of ${name}`,
    weight: (basisG) => (basisG === 1000 ? 'yuan/kg' : `yuan/${basisG} g`),
    piece: (unit) => `yuan/${unit}`,
    once: 'This sale',
    fromNow: 'From now on',
    guard: (low, high) => `Usually ${low} to ${high}. Typed right?`,
    sureOnce: 'Right, this sale',
    sureFromNow: 'Right, from now on',
    was: (price) => `Now ${price}`,
  },
  agree: {
    total: 'Agreed total',
    line: (name) => `Agreed for ${name}`,
    now: 'Was',
    typed: 'Agreed',
    conceded: (amount) => `Less ${amount}`,
    tooHigh: 'Only downward',
    agree: (amount) => `Take ${amount}`,
    back: 'Full price',
  },
  cash: {
    title: 'Cash',
    due: 'Due',
    received: 'Received',
    change: 'Change',
    short: 'Short',
    exact: (amount) => `Exactly ${amount}`,
    take: (received, change) => `Take ${received}, give ${change}`,
    concede: (concession, amount) => `Let off ${concession}, take ${amount}`,
    paper: 'Receipt',
  },
  menu: {
    title: 'Menu',
    training: 'Training: nothing sold now is trade. Enter the market’s code to start selling.',
    simulated: 'Simulated devices: every sale is marked and counts nowhere.',
    enrolled: (stall) => `Enrolled: ${stall}`,
    code: 'Code',
    enrol: 'Enrol',
    enrolling: 'Enrolling…',
    enrolDone: (stall) => `Enrolled as stall ${stall}`,
    language: 'Language',
    theme: 'Theme',
    bright: 'Bright',
    dark: 'Dark',
    contrast: 'Contrast',
    size: 'Text',
    normal: 'Normal',
    elder: 'Large',
    sound: 'Sound',
    on: 'On',
    off: 'Off',
    rounding: 'Rounding',
    toJiao: 'to 0.10',
    toYuan: 'to 1.00',
    toNone: 'none',
    paper: 'Receipts',
    asked: 'On request',
    each: 'Every sale',
    never: 'Never',
    drawer: 'Open drawer',
    wipe: 'Wipe screen',
    wiping: 'Wiping: touch is off for 10 s',
    wet: 'Water on the screen, please wipe',
    keys: 'Keyboard',
    keyCard: [
      ['digits Enter', 'sell by number'],
      ['F2', 'find'],
      ['F3', 'portion'],
      ['F4', 'zero'],
      ['F5', 'update'],
      ['F6', 'next shopper'],
      ['F7', 'tare / clear'],
      ['F8 *', 'more'],
      ['F9 +', 'cash'],
      ['F10', 'menu'],
      ['Esc', 'close'],
    ],
    frames: (good, bad) => `Scale: ${good} frames, ${bad} dropped`,
  },
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
          return 'Can’t be opened';
        default:
          return state satisfies never;
      }
    },
    help: (state) => {
      switch (state) {
        case 'absent':
          return 'Plug in the scale’s cable; it is found within 2 seconds';
        case 'opening':
          return 'Waiting for the scale’s first frame';
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
          return `Verification ended ${days} days ago; not for sale any more`;
        default:
          return state satisfies never;
      }
    },
    tooCoarse: (names) => `The e of this scale is too coarse for: ${names}`,
  },
  customer: {
    stallNo: (no) => `Stall ${no}`,
    net: 'Net',
    tare: (kg) => `Tare ${kg}`,
    unitPrice: 'Price',
    amount: 'Amount',
    weighing: 'Weighing',
    lines: (count) => `${things(count, 'item', 'items')} so far`,
    due: 'To pay',
    fair: 'In doubt? Weigh again free of charge at the market’s public scale',
    fairIdle: 'Weigh it again at the public scale',
    fairWhere: (where) => (where === '' ? 'free' : `${where} · free`),
    today: 'Today’s prices',
    perUnit: (basisG) => (basisG === 1000 ? 'yuan/kg' : `yuan/${basisG} g`),
    capped: 'Capped prices',
    cappedNote: 'never above the cap',
    welcome: 'Welcome',
    welcomeNote: 'Weight, price and amount show here',
    thanks: 'Thank you',
    paid: (amount) => `Received ${amount}`,
    waiting: (reason, state) =>
      state === 'ready'
        ? 'Put it on'
        : reason === 'unstable'
          ? 'Moving'
          : reason === 'below_min'
            ? 'By portion'
            : reason === 'overload'
              ? 'Too heavy'
              : reason === 'no_scale'
                ? 'By portion'
                : 'One moment',
    date: (month, day) => `${month}/${day}`,
  },
  bench: {
    title: 'Virtual stall',
    subtitle: 'A whole day of selling without a device',
    network: 'Network',
    online: 'Online',
    slow: 'Slow',
    offline: 'Offline',
    scale: 'Scale',
    stable: 'stable',
    moving: 'moving',
    overload: 'overload',
    tare: (kg) => `tare ${kg}`,
    slider: 'Weight on the pan',
    empty: 'Empty',
    tareKey: 'Tare',
    shake: 'Shake',
    water: 'Puddle',
    over: 'Overload',
    presets: 'Put on',
    frame: 'Sent',
    printer: 'Printer',
    paperWidth: (mm, columns) => `${mm} mm · ${columns} columns`,
    paperOut: 'No paper',
    coverOpen: 'Cover',
    off: 'Power',
    tear: 'Tear off',
    noPaper: 'Nothing printed yet',
    picture: 'Picture',
    qr: 'Receipt check code',
    paper: 'Printed paper',
    drawer: 'Drawer',
    open: 'open',
    closed: 'closed',
    kicked: (clock, times) => `${clock}, opened ${things(times, 'time', 'times')}`,
    neverKicked: 'Not opened yet',
    shut: 'Shut',
  },
  refusals: {
    bad_args: ({ detail }) => `A value was wrong (${detail}); please do it again`,
    unknown_command: () => 'Versions differ; please reopen the window',
    forbidden: () => 'This screen may not do that; use the selling screen',
    stopping: () => 'The till is closing; touch again when it is back',
    bug: ({ callId }) => `Something broke; touch again. If it stays, report number ${callId}`,
    no_such_product: () => 'No such product; choose a tile or Find',
    no_such_cart: () => 'That shopper is done; look at the front tab',
    no_such_line: () => 'That line is gone; look at the list',
    no_such_sale: () => 'That sale was not found; look at the last one',
    no_price: () => 'No price yet; set one first',
    price_out_of_guard: ({ minFen, maxFen }) =>
      `Usually ${yuanText(minFen)} to ${yuanText(maxFen)}; if it is right, press again`,
    price_above_cap: ({ capFen }) => `The market’s cap is ${yuanText(capFen)}; set it at or below`,
    not_sold_by_piece: () => 'Not sold by piece; weigh it or sell a portion',
    not_sold_by_weight: () => 'Sold by piece; touch the piece key',
    not_sellable: ({ reason }) => {
      switch (reason) {
        case 'no_scale':
          return 'No scale; sell by portion';
        case 'overload':
          return 'Overload; take some off and touch again';
        case 'below_zero':
          return 'Below zero; seat the pan, then zero';
        case 'loaded_start':
          return 'The pan was loaded at start; empty it and zero';
        case 'residue':
          return 'Zero first, then weigh';
        case 'unstable':
          return 'Moving; touch again when it rests';
        case 'below_min':
          return 'Too light; sell by portion';
        default:
          return reason satisfies never;
      }
    },
    load_already_sold: () => 'This load is taken; clear the pan for the next',
    amount_absurd: ({ maxFen }) => `Too large, at most ${yuanText(maxFen)}; type it again`,
    above_total: ({ totalFen }) => `Only downward; type ${yuanText(totalFen)} or less`,
    cash_short: ({ payableFen, shortFen }) =>
      `Due ${yuanText(payableFen)}, short by ${yuanText(shortFen)}: take the rest, or let it off`,
    tenders_differ: ({ payableFen }) => `Now ${yuanText(payableFen)} is due; look, then take it`,
    tender_not_offered: () => 'This way of paying is not set up; take cash',
    payable_zero: () => 'Nothing is due; change a price or remove a line',
    cart_empty: () => 'Nothing in the cart; weigh something first',
    cart_closed: () => 'This sale is done; look at the last one',
    carts_full: () => 'Six shoppers already; finish one first',
    too_many_lines: () => 'This sale is too long; finish it first',
    undo_over: () => 'Too late to undo (5 s); weigh it again',
    scale_cannot: () => 'Not possible from here; use the key on the scale',
    scale_busy: () => 'The scale is moving; press again when it rests',
    no_drawer: () => 'No cash drawer is connected here',
    payment_code_not_yet: () => 'Payment codes can’t be taken here yet; please take cash',
    payment_code_no_goods: () => 'That is a payment code; weigh the goods first, then scan it',
    no_such_barcode: ({ shown }) =>
      `No goods with this barcode${shown === '' ? '' : ` (${shown})`}; tap them, or sell a portion`,
    no_such_plu: ({ plu }) => `No goods with number ${plu}; look at the label, or tap the goods`,
    scan_unreadable: () => 'This code was not understood; scan it again',
    receipt_of_another: ({ no, payableFen, day }) =>
      `A receipt of another till: ${no}, ${day}, ${yuanText(payableFen)}`,
    receipt_not_here: ({ no }) => `This till has no record of receipt ${no}; ask the market`,
    choice_gone: () => 'That code is out of date; scan it again',
    already_enrolled: () => 'This till is enrolled already',
    enrol_failed: ({ reason }) => {
      switch (reason) {
        case 'unreachable':
          return 'The market can’t be reached; check the network and press again';
        case 'bad_code':
          return 'Wrong code; type it again as given';
        case 'used_code':
          return 'This code was used; ask the market for a new one';
        case 'expired_code':
          return 'This code has expired; ask the market for a new one';
        case 'server':
          return 'The market had an error; try again in a while';
        default:
          return reason satisfies never;
      }
    },
    no_such_folder: () => 'There is no such folder; plug the stick in and try again',
    mirror_by_flag: () => 'The place of the copy was set at the start; ask the market to change it',
    store_unknown: () => 'Not sure it was saved; checking. Look at the last sale, don’t take the money twice',
    store_failed: () => 'Could not be saved, nothing was recorded; report it and don’t take money yet',
    store_full: () =>
      'The disk is full: this was not recorded, don’t take money; delete unneeded files and go on selling',
  },
};
