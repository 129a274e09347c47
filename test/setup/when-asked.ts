import { createServer } from 'node:http';

/**
 * An address that answers with what `start` gives: made once for a whole test run, when the first test asks for it. Most files never do.
 * `end` undoes it.
 */
export async function whenAsked<T>(
  start: () => Promise<T>,
  answer: (made: T) => string,
  end: (made: T) => Promise<void>,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  let made: Promise<T> | null = null;
  const server = createServer((_request, response) => {
    made ??= start();
    made.then(
      (one) => {
        response.end(answer(one));
      },
      (error: unknown) => {
        response.writeHead(500).end(String(error));
      },
    );
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      if (made !== null) await end(await made);
    },
  };
}

/** What stands behind such an address. @throws when it could not be made. */
export async function askFor(url: string): Promise<string> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`what the whole test run shares was not made: ${text}`);
  return text;
}
