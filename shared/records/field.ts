import Type from 'typebox';
import { MAX_FEN, MAX_GRAMS, MAX_TIME, MAX_TOTAL } from '../limits.ts';

/** ASCII id, also safe as an SQLite key, a file name and a URL segment. */
export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9._:-]+$' });
export const Text = (maxLength: number) => Type.String({ maxLength });
export const Int = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum, multipleOf: 1 });
/** Money ≥ 0, in fen. */
export const Fen = Int(0, MAX_FEN);
/** A running total over years, of either sign, in fen: ten million yuan are a year of a wholesaler. */
export const TotalFen = Int(-MAX_TOTAL, MAX_TOTAL);
export const Grams = Int(0, MAX_GRAMS);
export const SignedGrams = Int(-MAX_GRAMS, MAX_GRAMS);
/** Epoch ms. */
export const Time = Int(0, MAX_TIME);
/** Business day in Asia/Shanghai, `YYYY-MM-DD`. */
export const Day = Type.String({ minLength: 10, maxLength: 10, pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
/** Lower-case hex SHA-256. */
export const Hash = Type.String({ minLength: 64, maxLength: 64, pattern: '^[0-9a-f]{64}$' });
/** base64url Ed25519 signature, 64 bytes. */
export const Signature = Type.String({ minLength: 86, maxLength: 86, pattern: '^[A-Za-z0-9_-]{86}$' });
/** base64url of the 32 raw bytes of an Ed25519 public key. */
export const PublicKey = Type.String({ minLength: 43, maxLength: 43, pattern: '^[A-Za-z0-9_-]{43}$' });
export const Epoch = Int(0, 2_147_483_647);
export const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const OneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], maxLength: 32 });

/** An object that refuses unknown fields: a misspelt field must not be stored in silence. */
export const Obj = <const T extends Type.TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });
