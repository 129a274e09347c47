import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

/** One call to a channel. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The certificate and key (PEM) some calls must show. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Bytes of an answer that are read at most; more is no answer. 1 MiB when not given. */
  readonly maxBytes?: number;
  /** From the start until the last byte, ms; 10 s when not given. */
  readonly timeoutMs?: number;
}

/** What came back, or why nothing did. */
export type HttpAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  | { readonly ok: false; readonly text: string };

export type Http = (call: HttpCall) => Promise<HttpAnswer>;

const MAX_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** Asks a channel. Never throws; no redirect is followed, and time and size are bounded as a whole. */
export const http: Http = (call) =>
  new Promise((resolve) => {
    const fail = (error: unknown): void =>
      resolve({ ok: false, text: error instanceof Error ? error.message : String(error) });
    try {
      const { cert, key } = call.certificate ?? {};
      const signal = AbortSignal.timeout(call.timeoutMs ?? TIMEOUT_MS);
      const body = Buffer.from(call.body);
      const send = call.url.startsWith('https:') ? tlsRequest : plainRequest;
      const request = send(call.url, {
        method: call.method,
        headers: { ...call.headers, ...(call.method === 'GET' ? {} : { 'content-length': body.length }) },
        signal,
        ...(cert === undefined || key === undefined ? {} : { cert, key }),
      });
      request.on('error', (error) => fail(signal.aborted ? new Error('no answer in time') : error));
      request.on('response', (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on('error', fail);
        response.on('aborted', () => fail(new Error('the answer broke off')));
        response.on('data', (part: Buffer) => {
          size += part.length;
          if (size > (call.maxBytes ?? MAX_BYTES)) {
            fail(new Error('the answer is too long'));
            request.destroy();
          } else parts.push(part);
        });
        response.on('end', () =>
          resolve({
            ok: true,
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value ?? '')]),
            ),
            body: Buffer.concat(parts),
          }),
        );
      });
      request.end(call.method === 'GET' ? undefined : body);
    } catch (error) {
      fail(error);
    }
  });

/** Fields that say who pays or let somebody act as us; what is kept for disputes goes without them. */
const secretFields = [
  'auth_code',
  'app_auth_token',
  'access_token',
  'refresh_token',
  'secret',
  'sign',
  'paySign',
  'payer_id',
  'openid',
  'sp_openid',
  'sub_openid',
  'open_id',
  'user_id',
  'buyer_id',
  'buyer_user_id',
  'buyer_open_id',
  'buyer_logon_id',
].join('|');
const inJson = new RegExp(`("(?:${secretFields})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'g');
const inXml = new RegExp(`(<(${secretFields})>)[^]*?(</\\2>)`, 'g');
const RAW_LETTERS = 16_384;

/** A body as it is kept: without secrets, and of bounded length. */
export const redact = (body: string): string =>
  body.replace(inJson, '$1"***"').replace(inXml, '$1***$3').slice(0, RAW_LETTERS);

/** What a JSON text holds when it is an object; else null. */
export function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** The text of a field; empty when it is none. */
export const textOf = (from: unknown, name: string): string => {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === 'string' ? value : '';
};
/** A whole number of a field, written as a number; else null. */
export const wholeOf = (from: unknown, name: string): number | null => {
  const value = isObject(from) ? from[name] : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
};
/** A time with its zone, as epoch ms; null when there is none. */
export const timeOf = (text: string): number | null => {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  return Number.isNaN(time) ? null : time;
};
