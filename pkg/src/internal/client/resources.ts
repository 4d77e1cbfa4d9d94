// The resources of a client: one object each, with a function per operation.

import { createMany } from "../bulk/create-many.js";
import { range } from "../bulk/range.js";
import type { Source } from "../bulk/source.js";
import type { TimeEntryHelpers } from "../bulk/types.js";
import { Call } from "../call/call.js";
import { type AnyFunction, Site } from "../call/site.js";
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
export function resourcesOf(session: Session): Map<string, object> {
  const resources = new Map<string, object>();
  let index = 0;
  for (const [name, methods] of Object.entries(operations)) {
    const resource: Record<string, Method> = {};
    Object.defineProperty(resource, Symbol.toStringTag, { value: name });
    for (const method of methods) {
      const isPaged = method.endsWith("*");
      const plain = isPaged ? method.slice(0, -1) : method;
      const make = isPaged ? listMethod : plainMethod;
      resource[plain] = make(session, `${name}.${plain}`, index++);
    }
    if (name === "timeEntries") Object.assign(resource, helpersOf(session, name, index, methods));
    resources.set(name, resource);
  }
  return resources;
}

/** The helpers of `timeEntries`. `end`: the index behind its last operation. */
function helpersOf(
  session: Session,
  name: string,
  end: number,
  methods: readonly string[],
): TimeEntryHelpers {
  const target = (method: string, params: object) => ({
    name: `${name}.${method.replace("*", "")}`,
    operation: end - methods.length + methods.indexOf(method),
    params,
  });
  const source: Source = {
    session,
    createOperation: target("create", {}).operation,
    list: (params, options, site) =>
      list(session, target("list*", params), options, site) as PagePromise<TimeEntry>,
    create: (params, options, site) =>
      new ApiPromise<CreateTimeEntryResponse>(
        new Call(session, target("create", params), options, site),
      ),
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

function plainMethod(session: Session, name: string, operation: number): Method {
  return function method(params = {}, options) {
    return new ApiPromise(new Call(session, { name, operation, params }, options, method));
  };
}

function listMethod(session: Session, name: string, operation: number): Method {
  return function method(params = {}, options) {
    return list(session, { name, operation, params }, options, method);
  };
}

function list(
  session: Session,
  target: { name: string; operation: number; params: unknown },
  options: CallOptions | undefined,
  above: AnyFunction | Site,
  origin?: Site,
): PagePromise<unknown> {
  // Later pages are requested with the same parameters, whatever the caller does to its object.
  const params = copyOf(target.params);
  const call = new Call(session, { ...target, params }, options, above, origin);
  return new PagePromise<unknown>(call, (body) => {
    const { nextPage } = call.step;
    const first = origin ?? call.site;
    const pageOf = (page: number): PagePromise<unknown> => {
      const next = { ...target, params: { ...(params as object), page } };
      return list(session, next, call.options, pageOf, first);
    };
    return new Page<unknown>(body as object, paginationOf(call.step), {
      operation: target.name,
      hasNext: nextPage !== undefined,
      repeatIsEnd: call.step.repeatIsEnd,
      prefetch: call.options?.prefetch === true,
      load: () => pageOf(nextPage as number),
      abandon: (page) => ApiPromise._abandon(page as PagePromise<unknown>),
    });
  });
}

/** The page object, wherever the server put it. */
function paginationOf(step: Step): Pagination | undefined {
  const { total, per_page, current_page, last_page, from, to } = step;
  const members = { total, per_page, current_page, last_page, from, to };
  const known = Object.entries(members).filter(([, value]) => value !== undefined);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

/** A copy of an object and the arrays in it. Whatever else it is, the call reports it. */
function copyOf(params: unknown): unknown {
  try {
    if (Object.prototype.toString.call(params) !== "[object Object]") return params;
    const copy: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(params as object)) {
      copy[name] = Array.isArray(value) ? [...value] : value;
    }
    return copy;
  } catch {
    return params;
  }
}
