/**
 * Makes the recordings of `resources/voice/` with espeak-ng's Mandarin voice, one file for each word of `shared/voice.ts`;
 * needs espeak-ng, and ffmpeg with libopus. `node scripts/voice.ts [FOLDER]`
 *
 * The voice is given pinyin: its Debian build reads hanzi by way of Latin letters and falls into English.
 * Silence around a word is cut, so that words can follow each other without a gap.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readings, recordingName } from '../shared/voice.ts';
import type { Word } from '../shared/voice.ts';

const out = process.argv[2] ?? join(import.meta.dirname, '..', 'resources', 'voice');
const quiet = 'silenceremove=start_periods=1:start_threshold=-42dB';
/** Cut in front and behind; low rumble out; ends faded, so that nothing clicks; equally loud. */
const filter = [
  'highpass=f=90',
  quiet,
  'areverse',
  quiet,
  'afade=d=0.015',
  'areverse',
  'afade=d=0.004',
  'volume=1.4',
  'alimiter=limit=0.9:level=0',
].join(',');

function run(command: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined) throw new Error(`${command} is not there: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}

const work = mkdtempSync(join(tmpdir(), 'stall-voice-'));
mkdirSync(out, { recursive: true });
try {
  for (const word of Object.keys(readings) as Word[]) {
    const raw = join(work, 'raw.wav');
    run('espeak-ng', ['-v', 'cmn-latn-pinyin', '-s', '165', '-p', '42', '-g', '0', '-w', raw, readings[word]]);
    const file = join(out, `${recordingName(word)}.webm`);
    const shape = ['-ac', '1', '-c:a', 'libopus', '-b:a', '24k', '-application', 'voip', '-map_metadata', '-1'];
    run('ffmpeg', [
      '-hide_banner',
      '-loglevel',
      'error',
      '-y',
      '-i',
      raw,
      '-af',
      filter,
      ...shape,
      '-fflags',
      '+bitexact',
      file,
    ]);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
