import type { FastifyInstance } from 'fastify';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../web/', import.meta.url));
const CSS = 'text/css; charset=utf-8';

/**
 * The console's style, script and font. They hold nothing secret and are served without the cookie, so that the locked page
 * looks right too. The font comes along for machines without a Chinese one.
 */
export function addLook(
  app: FastifyInstance,
  options: { readonly resourcesDir: string; readonly headers: Readonly<Record<string, string>> },
): void {
  const font = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-sc'));
  const file = (path: string, type: string, from: string) =>
    app.get(path, async (_request, reply) => {
      const bytes = await readFile(from);
      return reply.headers(options.headers).type(type).send(bytes);
    });
  file('/console/tokens.css', CSS, join(options.resourcesDir, 'tokens.css'));
  file('/console/console.css', CSS, join(web, 'console.css'));
  for (const script of ['refresh.js', 'differences.js'])
    file(`/console/${script}`, 'text/javascript; charset=utf-8', join(web, script));
  file('/console/font/index.css', CSS, join(font, 'index.css'));
  app.get('/console/font/files/:name', async (request, reply) => {
    const { name } = request.params as { name: string };
    const bytes = /^[a-z0-9-]+\.woff2$/.test(name) ? await readFile(join(font, 'files', name)).catch(() => null) : null;
    if (bytes === null) return reply.code(404).send({ error: 'not_found' });
    // A part of a font never changes under its name but with a new version of the whole.
    return reply
      .headers({ ...options.headers, 'cache-control': 'max-age=604800' })
      .type('font/woff2')
      .send(bytes);
  });
}
