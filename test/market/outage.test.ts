import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenToChanges } from '../../market/changes.ts';
import { openDatabase } from '../../market/database/connection.ts';
import { joinedTerminal } from './client.ts';
import { testMarket } from './market.ts';
import type { TestMarket } from './market.ts';
import { eventually } from '../setup/patience.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the database goes away for a moment', () => {
  let market: TestMarket;
  beforeAll(async () => {
    market = await testMarket();
  });
  afterAll(async () => {
    await market.stop();
  });
  const cut = () =>
    market.database.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'stall-pos%' and datname = current_database()",
    );

  test('a connection that is cut between two statements of a transaction fails that transaction and not the server', async () => {
    const { db, stop } = openDatabase({ databaseUrl: market.database.url, log });
    const work = db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      await cut();
      await new Promise((done) => {
        setTimeout(done, 200);
      });
      await sql`select 1`.execute(trx);
    });
    await expect(work).rejects.toThrow();
    await stop();
  });

  test('terminals that push meanwhile push again, and everything is there once', async () => {
    const terminal = await joinedTerminal(market);
    const batches = Array.from({ length: 20 }, () => terminal.sales(10, market.now()));
    for (const [i, batch] of batches.entries()) {
      // Every connection is cut while the push is on its way, or being worked on, or done.
      const cutting = i % 4 === 0 ? cut() : null;
      for (;;) {
        const { status, body } = await terminal.push(batch);
        if (status === 200) break;
        expect(status).toBeGreaterThanOrEqual(500);
        expect(body).toMatchObject({ error: 'server' });
      }
      await cutting;
    }
    // A connection cut last may still be in the pool.
    await fetch(`${market.url}/health`);
    expect(await terminal.known(1, 1, 200)).toMatchObject({ count: 200, missing: [] });
    const marks = (await terminal.pullAll('server_marks')).documents;
    expect(marks.map(({ kind, seq }) => ({ kind, seq }))).toEqual([{ kind: 'head', seq: 200 }]);
  });

  test('while it is away one connection at a time is tried, and what changed meanwhile is told when it is back', async () => {
    const database = new URL(market.database.url);
    let away = false;
    let tries = 0;
    let trying = 0;
    let most = 0;
    const sockets = new Set<Socket>();
    const gate = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      if (away) {
        tries += 1;
        trying += 1;
        most = Math.max(most, trying);
        setTimeout(() => {
          trying -= 1;
          socket.destroy();
        }, 20);
        return;
      }
      const through = connect(Number(database.port), database.hostname);
      through.on('error', () => undefined);
      socket.pipe(through).pipe(socket);
      socket.on('close', () => through.destroy());
    });
    await new Promise<void>((done) => gate.listen(0, '127.0.0.1', done));
    const gated = new URL(database);
    gated.hostname = '127.0.0.1';
    gated.port = String((gate.address() as AddressInfo).port);
    const changes = await listenToChanges({ databaseUrl: gated.href, market: 1, log, reconnectMs: 10 });
    const told = new Promise<void>((done) => {
      changes.subscribe(() => {
        done();
      });
    });
    away = true;
    for (const socket of sockets) socket.destroy();
    await eventually(() => {
      expect(tries).toBeGreaterThan(12);
    });
    away = false;
    await told;
    await changes.stop();
    await new Promise((done) => gate.close(done));
    expect(most).toBe(1);
  });
});
