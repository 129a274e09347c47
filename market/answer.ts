/** An HTTP answer as a plain value. `body` is JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export const good = (body: unknown): Answer => ({ status: 200, body });

/** A refusal: a code for programs and, where it helps, a sentence for people. */
export const refused = (status: number, error: string, text?: string): Answer => ({
  status,
  body: text === undefined ? { error } : { error, text },
});

/** The JSON of a body; undefined when it is none. */
export function readJson(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
