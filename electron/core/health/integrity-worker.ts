import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { checkDatabase, type OwnChain } from './check.ts';

/** A thread of its own: a check of a million entries keeps a processor busy for minutes. */
const { file, own } = workerData as { readonly file: string; readonly own: OwnChain };
/** Rests about as long as it works: selling comes first, on two cores as well. */
const REST_MS = 40;

parentPort?.postMessage(await checkDatabase(file, own, () => wait(REST_MS)));
