/**
 * Pages of lists, in the two forms that Kaa's services have: `offset` and `limit`, or Spring's `page`, `size`, `sort`.
 */
import { type Static, type TSchema, Type } from '../../schema.js';
import { badRequest } from './http-error.js';

/** Items of a page unless told otherwise; CM's own number. (reference §7.4) */
const LIMIT = 20;
const LIMIT_MAX = 10_000;

export const OffsetQuery = {
  offset: Type.Integer({ minimum: 0, default: 0, description: 'Items to leave out at the beginning.' }),
  limit: Type.Integer({
    minimum: 1,
    maximum: LIMIT_MAX,
    default: LIMIT,
    description: 'Items of a page at most.',
  }),
};

export const PageQuery = {
  page: Type.Integer({ minimum: 0, default: 0, description: 'Which page, from 0.' }),
  size: Type.Integer({
    minimum: 1,
    maximum: LIMIT_MAX,
    default: LIMIT,
    description: 'Items of a page at most.',
  }),
  sort: Type.Optional(Type.Array(Type.String(), { description: 'Members to sort by: name, or name,desc.' })),
};

/** `{"content": […], "totalElements": n}` */
export const Page = (item: TSchema) =>
  Type.Object({ content: Type.Array(item), totalElements: Type.Integer({ minimum: 0 }) });

/** The page that Spring answers. */
export const SpringPage = (item: TSchema) =>
  Type.Object({
    content: Type.Array(item),
    totalElements: Type.Integer(),
    totalPages: Type.Integer(),
    number: Type.Integer(),
    size: Type.Integer(),
    numberOfElements: Type.Integer(),
    first: Type.Boolean(),
    last: Type.Boolean(),
    empty: Type.Boolean(),
  });

interface Offset {
  readonly offset: number;
  readonly limit: number;
}

/** One pass over what is there; only the items of the page are shown. */
export function pageOf<Item, Shown>(
  items: Iterable<Item>,
  { offset, limit }: Offset,
  show: (item: Item) => Shown,
) {
  const content: Shown[] = [];
  let totalElements = 0;
  for (const item of items) {
    if (totalElements >= offset && content.length < limit) content.push(show(item));
    totalElements++;
  }
  return { content, totalElements };
}

type PageRequest = Static<ReturnType<typeof pageRequest>>;
const pageRequest = () => Type.Object(PageQuery);

/**
 * @param sortable members of the items that may be sorted by
 * @throws HttpError 400 when another one is named
 */
export function springPage<Item extends object, Shown>(
  items: readonly Item[],
  { page, size, sort }: PageRequest,
  show: (item: Item) => Shown,
  sortable: readonly (keyof Item & string)[],
) {
  const sorted = sort === undefined ? items : items.toSorted(orderOf<Item>(sort, sortable));
  const content = sorted.slice(page * size, (page + 1) * size).map(show);
  const totalPages = Math.ceil(items.length / size);
  return {
    content,
    totalElements: items.length,
    totalPages,
    number: page,
    size,
    numberOfElements: content.length,
    first: page === 0,
    last: page >= totalPages - 1,
    empty: content.length === 0,
  };
}

function orderOf<Item extends object>(sort: readonly string[], sortable: readonly string[]) {
  const keys = sort.map((text) => {
    const [name = '', direction = 'asc'] = text.split(',');
    const isDescending = direction.toLowerCase() === 'desc';
    if (!sortable.includes(name)) {
      throw badRequest(`cannot sort by "${name}"; there are: ${sortable.join(', ') || 'none'}`);
    }
    return { name: name as keyof Item, sign: isDescending ? -1 : 1 };
  });
  return (a: Item, b: Item) => {
    for (const { name, sign } of keys) {
      const order = compare(a[name], b[name]);
      if (order !== 0) return order * sign;
    }
    return 0;
  };
}

/** Numbers by size, everything else by its text. */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Query parameters that take several values: repeated, or in one with commas. */
export function listOf(values: readonly string[] | undefined): string[] | undefined {
  return values?.flatMap((value) => value.split(',')).filter((value) => value !== '');
}

/** A query parameter that takes several values. */
export const List = (description: string) =>
  Type.Array(Type.String(), { description: `${description} Repeated, or joined by commas.` });
