// The resources of a client: one object each, with a function per operation.

import { createMany } from "../bulk/create-many.js";
import { range } from "../bulk/range.js";
import type { Source } from "../bulk/source.js";
import type { TimeEntryHelpers } from "../bulk/types.js";
import { Call, type Operation } from "../call/call.js";
import { type AnyFunction, Site } from "../call/site.js";
import { hidden } from "../errors/errors.js";
import type { Step } from "../generated/boundary.js";
import type { CreateTimeEntryResponse, Pagination, TimeEntry } from "../generated/models.js";
import { operations } from "../generated/operations.js";
import { ApiPromise } from "../paging/api-promise.js";
import { Page } from "../paging/page.js";
import { PagePromise } from "../paging/page-promise.js";
import type { CallOptions } from "./options.js";
import type { Session } from "./session.js";

type Method = (params?: unknown, options?: CallOptions) => ApiPromise<unknown>;

/** All resources, by name. Their functions need no `this`: they can be passed around and wrapped. */
export function* resourcesOf(session: Session): Generator<[name: string, resource: object]> {
  let index = 0;
  for (const [name, methods] of Object.entries(operations)) {
    const resource: Record<string, Method> = {};
    const known: Record<string, Operation> = {};
    hidden(resource, Symbol.toStringTag, name);
    for (const listed of methods) {
      const method = listed.replace("*", "");
      const operation = { name: `${name}.${method}`, index: index++ };
      known[method] = operation;
      resource[method] = (method === listed ? plainMethod : listMethod)(session, operation);
    }
    if (name === "timeEntries") Object.assign(resource, helpersOf(session, known));
    yield [name, resource];
  }
}

/** The helpers of `timeEntries`, which are made of its operations. */
function helpersOf(session: Session, known: Record<string, Operation>): TimeEntryHelpers {
  const create = known["create"] as Operation;
  const source: Source = {
    session,
    createOperation: create.index,
    list: (params, options, site) =>
      list(session, known["list"] as Operation, params, options, site) as PagePromise<TimeEntry>,
    create: (params, options, site) =>
      new ApiPromise<CreateTimeEntryResponse>(new Call(session, create, params, options, site)),
  };
  return {
    range: function method(params, options = {}) {
      return range(source, params, options, new Site(method, undefined));
    },
    createMany: function method(entries, options = {}) {
      return createMany(source, entries, options, new Site(method, undefined));
    },
  };
}

function plainMethod(session: Session, operation: Operation): Method {
  return function method(params = {}, options) {
    return new ApiPromise(new Call(session, operation, params, options, method));
  };
}

function listMethod(session: Session, operation: Operation): Method {
  return function method(params = {}, options) {
    return list(session, operation, params, options, method);
  };
}

function list(
  session: Session,
  operation: Operation,
  params: unknown,
  options: CallOptions | undefined,
  above: AnyFunction | Site,
  origin?: Site,
): PagePromise<unknown> {
  const call = new Call(session, operation, params, options, above, origin);
  return new PagePromise<unknown>(call, (body) => {
    const { nextPage, repeatIsEnd } = call.step;
    // With the parameters of the first page, whatever the caller has done to its object.
    const load = (): PagePromise<unknown> => {
      const next = { ...JSON.parse(call.json), page: nextPage };
      return list(session, operation, next, call.options, load, origin ?? call.site);
    };
    return new Page<unknown>(body as object, paginationOf(call.step), {
      operation: operation.name,
      hasNext: nextPage !== undefined,
      repeatIsEnd,
      prefetch: call.options?.prefetch === true,
      load,
    });
  });
}

/** The page object, wherever the server put it. */
function paginationOf({ pagination = {} }: Step): Pagination | undefined {
  const known = Object.entries(pagination).filter(([, value]) => value !== undefined);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}
