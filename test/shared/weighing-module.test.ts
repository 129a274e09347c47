import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { identifyWeighing, weighingFiles } from '../../scripts/weighing.ts';

it('is identified by what its files are: after a change run `node scripts/weighing.ts`', () => {
  const written: unknown = JSON.parse(readFileSync('resources/weighing.json', 'utf8'));
  expect(written).toEqual({ files: weighingFiles, sha256: identifyWeighing() });
});
it('has another identification when one letter of one file is another, and the same with other line ends', () => {
  const files = Object.fromEntries(weighingFiles.map((file) => [file, readFileSync(file, 'utf8')]));
  const own = identifyWeighing();
  for (const file of weighingFiles)
    expect(identifyWeighing((name) => `${files[name] ?? ''}${name === file ? ' ' : ''}`)).not.toBe(own);
  expect(identifyWeighing((name) => (files[name] ?? '').replaceAll('\n', '\r\n'))).toBe(own);
});
