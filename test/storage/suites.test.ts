// RxDB's own suites for replications and for speed, as its package brings them, on this storage.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addRxPlugin, deepEqual, type RxCollection, type WithDeletedAndAttachments } from 'rxdb/plugins/core';
import { RxDBAttachmentsPlugin } from 'rxdb/plugins/attachments';
import { disableWarnings, RxDBDevModePlugin } from 'rxdb/plugins/dev-mode';
import { RxDBLocalDocumentsPlugin } from 'rxdb/plugins/local-documents';
import { replicateRxCollection, type RxReplicationState } from 'rxdb/plugins/replication';
import {
  runPerformanceTests,
  runReplicationBaseTestSuite,
  setConfig,
  type HumanDocumentType,
} from 'rxdb/plugins/test-utils';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { map, Subject } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { getRxStorageSQLite } from '../../electron/core/storage/storage.ts';

type Human = WithDeletedAndAttachments<HumanDocumentType>;
interface Checkpoint {
  readonly seq: number;
}

const dir = mkdtempSync(join(tmpdir(), 'stall-storage-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

disableWarnings();
addRxPlugin(RxDBDevModePlugin);
addRxPlugin(RxDBAttachmentsPlugin);
addRxPlugin(RxDBLocalDocumentsPlugin);
const storage = wrappedValidateAjvStorage({ storage: getRxStorageSQLite({ file: join(dir, 'suites.sqlite') }) });
setConfig({
  storage: {
    name: 'sqlite-node',
    getStorage: () => storage,
    getPerformanceStorage: () => ({ storage, description: 'sqlite-node' }),
    hasPersistence: true,
    hasMultiInstance: false,
    hasAttachments: true,
    hasReplication: true,
  },
});

/** A server as a replication asks for it: a total order of changes, conflicts by comparison, deletions kept. */
const server = { docs: new Map<string, { readonly seq: number; readonly doc: Human }>(), seq: 0 };
const changed = new Subject<void>();

function pull(checkpoint: Checkpoint | undefined, most: number): { documents: Human[]; checkpoint: Checkpoint } {
  const since = checkpoint?.seq ?? 0;
  const page = [...server.docs.values()]
    .filter(({ seq }) => seq > since)
    .sort((a, b) => a.seq - b.seq)
    .slice(0, most);
  return { documents: page.map(({ doc }) => doc), checkpoint: { seq: page.at(-1)?.seq ?? since } };
}

const ofFields = ({ _attachments, ...fields }: Human): unknown => ({
  ...fields,
  digests: Object.entries(_attachments ?? {}).map(([id, { digest }]) => [id, digest]),
});

function replicate(
  collection: RxCollection<HumanDocumentType>,
  live: boolean,
): RxReplicationState<HumanDocumentType, Checkpoint> {
  return replicateRxCollection<HumanDocumentType, Checkpoint>({
    collection,
    replicationIdentifier: 'suite',
    live,
    pull: {
      handler: (checkpoint, batchSize) => Promise.resolve(pull(checkpoint, batchSize)),
      stream$: changed.asObservable().pipe(map(() => 'RESYNC' as const)),
    },
    push: {
      handler: (rows) => {
        const conflicts: Human[] = [];
        for (const { assumedMasterState, newDocumentState } of rows) {
          const master = server.docs.get(newDocumentState.passportId)?.doc;
          const isExpected = assumedMasterState
            ? master && deepEqual(ofFields(master), ofFields(assumedMasterState))
            : !master;
          if (master && !isExpected) conflicts.push(master);
          else server.docs.set(newDocumentState.passportId, { seq: ++server.seq, doc: newDocumentState });
        }
        changed.next();
        return Promise.resolve(conflicts);
      },
    },
  });
}

async function syncOnce(collection: RxCollection<HumanDocumentType>): Promise<void> {
  const state = replicate(collection, false);
  state.error$.subscribe((error) => expect.fail(String(error)));
  await state.awaitInitialReplication();
}

// The suites are written for mocha, whose words are globals.
Object.assign(globalThis, { describe, it });
describe('a replication of this storage', () => {
  runReplicationBaseTestSuite({
    startReplication: (collection) => replicate(collection, true),
    syncOnce,
    syncOnceWithAttachments: syncOnce,
    getAllServerDocs: () => Promise.resolve([...server.docs.values()].map(({ doc }) => doc)),
    cleanUpServer: () => Promise.resolve(server.docs.clear()),
    softDeletes: true,
    isDeleted: (doc: Human) => doc._deleted,
    getPrimaryOfServerDoc: (doc: Human) => doc.passportId,
  });
});

describe('the work that RxDB measures storages by', () => {
  it('is done without an error', async () => {
    const result = await runPerformanceTests(storage, 'sqlite-node', {
      runs: 1,
      docsAmount: 300,
      serialDocsAmount: 10,
      waitBetweenTests: 0,
      log: false,
    });
    expect(result).toMatchObject({ description: 'sqlite-node', docsAmount: 300 });
  });
});
