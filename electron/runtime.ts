import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Electron 45 carries this line of Node; both hosts run the same code, so the Node host takes no other. */
export const NODE_LINE = 24;

export interface RuntimeFacts {
  /** Such as `24.21.0`. */
  readonly version: string;
  /** Such as `linux-x64`. */
  readonly system: string;
  /** SHA-256 of the running binary, when it is the one from node_modules; else null. */
  readonly sha256: string | null;
}
/** Known binaries: version, system, SHA-256 in lower-case hex. */
export type Checksums = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Whether this Node may run the till: `stop` says why not, `warn` what could not be checked. */
export function judgeRuntime(
  facts: RuntimeFacts,
  known: Checksums,
): { readonly stop: string | null; readonly warn: string | null } {
  if (Number(facts.version.split('.')[0]) !== NODE_LINE) {
    return {
      stop: `needs Node ${NODE_LINE}, this is ${facts.version}; start it with "npm start" or "npm run terminal", which bring their own`,
      warn: null,
    };
  }
  if (facts.sha256 === null)
    return { stop: null, warn: `runs on a Node of this machine (${facts.version}), not on the pinned one` };
  const right = known[facts.version]?.[facts.system];
  if (right === undefined)
    return {
      stop: null,
      warn: `the checksum of Node ${facts.version} for ${facts.system} is not known, so it was not checked`,
    };
  if (right !== facts.sha256)
    return {
      stop: `the Node binary in node_modules is not the one that belongs to ${facts.version}; install again with "npm ci"`,
      warn: null,
    };
  return { stop: null, warn: null };
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/**
 * Checks the running Node. The npm package `node` fetches its binary by an install of its own that the lock file doesn't cover;
 * the table in resources/node-checksums.json does.
 */
export async function checkRuntime(root: string, resources: string): Promise<ReturnType<typeof judgeRuntime>> {
  const pinned = process.execPath.startsWith(join(root, 'node_modules') + sep);
  const facts = {
    version: process.versions.node,
    system: `${process.platform}-${process.arch}`,
    sha256: pinned ? await sha256OfFile(process.execPath) : null,
  };
  return judgeRuntime(facts, JSON.parse(readFileSync(join(resources, 'node-checksums.json'), 'utf8')) as Checksums);
}
