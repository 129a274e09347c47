/** What a virtual scanner says when it reads a code. It shares no code with the drivers that must understand it. */
export interface ScannerTwin {
  read(text: string, aim: string): readonly Uint8Array[];
}

/** On a serial line: the text and CR LF; with its AIM id when it is set to send that. */
export const createSerialScannerTwin = ({ sendsAim }: { readonly sendsAim: boolean }): ScannerTwin => ({
  read: (text, aim) => [Buffer.from(`${sendsAim ? aim : ''}${text}\r\n`, 'latin1')],
});

/** HID POS reports of 64 bytes with their ID. `late`: a model that puts a byte before the length. */
export const createHidScannerTwin = ({ late }: { readonly late: boolean }): ScannerTwin => ({
  read: (text, aim) => {
    const reports: Uint8Array[] = [];
    for (let from = 0; from < text.length; from += 50) {
      const part = text.slice(from, from + 50);
      const report = Buffer.alloc(late ? 65 : 64);
      report[0] = 2;
      const at = late ? 2 : 1;
      report[at] = part.length;
      report.write(aim + part, at + 1, 'latin1');
      report[report.length - 1] = from + 50 < text.length ? 1 : 0;
      reports.push(report);
    }
    return reports;
  },
});
