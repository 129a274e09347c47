/** A structured log, pino's shape. Fields first, then one plain sentence. Never payment codes, keys or PINs. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
