import Type from 'typebox';
import { AuditCursor, type AuditPage } from '../audit.ts';
import { back, change, query, type Done } from '../command.ts';
import { Id, Nullable, Obj } from '../records/field.ts';

/** Reading back what was done, and what the market has to say. */
export const bookCommands = {
  /** The log of overrides, voids, drawer openings, price changes, re-weighings and wrong PINs, a page at a time. */
  'audit.list': query<AuditPage>()(back, Obj({ before: Nullable(AuditCursor) })),
  /** 知道了: these notices of the market were read (S25). */
  'notices.seen': change<Done>()(back, Obj({ ids: Type.Array(Id, { maxItems: 50 }) })),
} as const;
