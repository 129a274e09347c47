import {
  getQueryPlan,
  INDEX_MAX,
  INDEX_MIN,
  type FilledMangoQuery,
  type PreparedQuery,
  type RxDocumentData,
  type RxJsonSchema,
  type RxQueryPlan,
} from 'rxdb/plugins/core';
import { columnValue, type Column, type Layout, type TableIndex } from './layout.ts';

/** Which rows of a table to walk for a query, along which index. They hold every match; the matcher has the last word. */
export interface TablePlan {
  readonly index: TableIndex | undefined;
  /** `FROM …  WHERE …`, to be put behind a SELECT. */
  readonly from: string;
  readonly params: readonly (number | string)[];
  /** ` ORDER BY …` when the index gives the order that the query asks for, so that a limit can stop the walk. */
  readonly orderBy: string | undefined;
  /** The bounds do more than leave out deleted documents. */
  readonly narrows: boolean;
  /** The bounds say all that the selector says: rows can be counted without reading them. */
  readonly exact: boolean;
}

/**
 * Turns RxDB's plan into SQL: equalities on the first fields of the planned index, then one range. When that neither
 * narrows nor sorts (RxDB never counts a descending sort as served by an index), another index that does is taken.
 */
export function planTable<T>(
  layout: Layout,
  schema: RxJsonSchema<RxDocumentData<T>>,
  prepared: PreparedQuery<T>,
): TablePlan {
  const { query, queryPlan } = prepared;
  const planned = walk(layout, query, queryPlan);
  if (query.index || planned.narrows || planned.orderBy !== undefined) return planned;
  for (const { fields } of layout.indexes) {
    const other = walk(layout, query, getQueryPlan(schema, { ...query, index: [...fields] }));
    if (other.narrows || other.orderBy !== undefined) return other;
  }
  return planned;
}

function walk<T>(layout: Layout, query: FilledMangoQuery<T>, plan: RxQueryPlan): TablePlan {
  const index = layout.indexes.find(({ fields }) => fields.join() === plan.index.join());
  const selector: Readonly<Record<string, unknown>> = query.selector;
  const where: string[] = [];
  const params: (number | string)[] = [];
  const fixed = new Set<string>();
  const said = new Set<string>();
  let narrows = false;

  for (const [i, path] of plan.index.entries()) {
    const column = layout.columnByPath.get(path);
    if (!column) break;
    const start = bound(column, plan.startKeys[i]);
    const end = bound(column, plan.endKeys[i]);
    const operators = operatorsOf(selector[path]);
    if (start !== undefined && start === end) {
      where.push(`${column.sql} = ?`);
      params.push(start);
      fixed.add(path);
      if (operators.every(([name]) => name === '$eq')) said.add(path);
      narrows ||= path !== '_deleted';
      continue;
    }
    // A strict bound leaves out the rows on the border, which only the field's own operator may ask for.
    const strictly = (name: string, key: unknown): boolean =>
      operators.some(([operator, value]) => operator === name && value === key);
    if (start !== undefined) {
      where.push(`${column.sql} ${strictly('$gt', plan.startKeys[i]) ? '>' : '>='} ?`);
      params.push(start);
    }
    if (end !== undefined) {
      where.push(`${column.sql} ${strictly('$lt', plan.endKeys[i]) ? '<' : '<='} ?`);
      params.push(end);
    }
    if (operators.every(([name]) => (LOWER.has(name) && start !== undefined) || (UPPER.has(name) && end !== undefined)))
      said.add(path);
    narrows ||= start !== undefined || end !== undefined;
    break;
  }

  return {
    index,
    from: `FROM ${layout.table}${index ? ` INDEXED BY ${index.sql}` : ''}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`,
    params,
    orderBy: index && orderBy(layout, query, index, fixed),
    narrows,
    exact: plan.selectorSatisfiedByIndex && Object.keys(selector).every((path) => said.has(path)),
  };
}

const LOWER = new Set(['$gt', '$gte']);
const UPPER = new Set(['$lt', '$lte']);

/** A bound as the column holds it; undefined for "no bound", and for values the column can't hold (the matcher sees to them). */
function bound(column: Column, key: unknown): number | string | undefined {
  return key === INDEX_MIN || key === INDEX_MAX ? undefined : columnValue(column.kind, key);
}

function operatorsOf(condition: unknown): [string, unknown][] {
  return typeof condition === 'object' && condition !== null ? Object.entries(condition) : [];
}

/**
 * The index serves the sort if, behind the fields that are fixed, it has the same fields in the same order, all
 * upwards or all downwards. The id as last field may go the other way: SQLite sorts the few rows of a tie itself.
 */
function orderBy<T>(
  layout: Layout,
  query: FilledMangoQuery<T>,
  index: TableIndex,
  fixed: ReadonlySet<string>,
): string | undefined {
  const wanted: { readonly path: string; readonly direction: string }[] = [];
  for (const part of query.sort) {
    for (const [path, direction] of Object.entries<unknown>(part))
      if (!fixed.has(path)) wanted.push({ path, direction: String(direction) });
    if (Object.hasOwn(part, layout.primary)) break;
  }
  const given = index.fields.filter((path) => !fixed.has(path));
  const [first] = wanted;
  if (!first) return '';
  const follows = wanted.every(
    ({ path, direction }, i) =>
      path === given[i] && (direction === first.direction || (path === layout.primary && i === wanted.length - 1)),
  );
  if (!follows) return undefined;
  return ` ORDER BY ${wanted.map(({ path, direction }) => `${layout.columnByPath.get(path)?.sql ?? path}${direction === 'desc' ? ' DESC' : ''}`).join(', ')}`;
}
