// A server that keeps time entries as WebWork does: it saves only time that is free, in as many parts as
// it takes, and its response to a write has no id. On demand it loses responses, stalls and limits.

import { createServer } from "node:http";

const toMinutes = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const toTime = (minutes) =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

/** The entries, without HTTP. */
export class Entries {
  /** By member and day. */
  #days = new Map();
  #ids = 0;

  on(user_id, date) {
    return this.#days.get(`${user_id} ${date}`) ?? [];
  }

  get all() {
    return [...this.#days.values()].flat();
  }

  /** Saves the free time of an entry; returns the minutes. */
  add(entry) {
    const { user_id, date, start_time, end_time } = entry;
    const { contract_id = null, task_id = null, notes = null } = entry;
    const key = `${user_id} ${date}`;
    const day = this.#days.get(key) ?? [];
    let free = [[toMinutes(start_time), toMinutes(end_time)]];
    for (const { start, end } of day) {
      free = free
        .flatMap(([from, to]) => [
          [from, Math.min(to, start)],
          [Math.max(from, end), to],
        ])
        .filter(([from, to]) => from < to);
    }
    const trimmed = notes?.trim() || null;
    for (const [start, end] of free)
      day.push({
        id: `e${++this.#ids}`,
        start,
        end,
        contract_id,
        task_id,
        notes: trimmed,
        of: entry,
      });
    this.#days.set(key, day);
    return free.reduce((sum, [from, to]) => sum + to - from, 0);
  }
}

const shown = ({ id, start, end, contract_id, task_id, notes }, user_id, date) => ({
  id,
  user_id,
  contract_id,
  project_id: null,
  project_name: null,
  task_id,
  task_title: null,
  activity_description: notes,
  method: "Manually added time",
  date,
  start_time: `${date}T${toTime(start)}:00Z`,
  end_time: `${date}T${toTime(end)}:00Z`,
  duration_minutes: end - start,
});

/**
 * Serves entries. `fault(write)` says what happens to a request: nothing, or `"reset"`, `"stall"`, `"500"`,
 * each with `" before"` or `" after"` the write was stored. `limit`: `{ requests, per }`, in fixed
 * windows. `onRequest` is called with each request before anything comes of it.
 */
export async function serveEntries({
  entries = new Entries(),
  fault = () => undefined,
  limit,
  perPage = 50,
  onRequest = () => {},
} = {}) {
  const seen = { lists: 0, writes: 0, refused: 0, times: [] };
  let windowEnd = 0;
  let left = 0;

  function respond(request, response, body) {
    const send = (status, members, headers = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify({ success: status < 300, ...members, meta: {} }));
    };
    const now = performance.now();
    if (limit) {
      if (now >= windowEnd) [windowEnd, left] = [now + limit.per, limit.requests];
      if (left-- <= 0) {
        seen.refused++;
        return send(429, { message: "Too Many Attempts." }, { "retry-after-ms": "50" });
      }
    }
    onRequest();
    const isWrite = request.method === "POST";
    isWrite ? seen.writes++ : seen.lists++;
    seen.times.push(now);
    const [what, when] = fault(isWrite)?.split(" ") ?? [];
    const fail = () => {
      if (what === "reset") request.socket.destroy();
      else if (what === "500") send(500, { message: "Server Error" });
    };
    if (what && when === "before") return fail();
    if (isWrite) {
      const entry = JSON.parse(body);
      const saved = entries.add(entry);
      if (what) return fail();
      if (saved === 0) return send(422, { message: "No time was added.", error: "validation" });
      const { id, ...data } = shown({ start: 0, end: saved }, entry.user_id, entry.date);
      return send(201, { message: "added", saved_minutes: saved, data });
    }
    if (what) return fail();
    const query = new URL(request.url, "http://h").searchParams;
    const page = Number(query.get("page") ?? 1);
    const size = Math.min(perPage, Number(query.get("per_page") ?? 20));
    const [user, date] = [Number(query.get("user_id")), query.get("date")];
    const rows = entries.on(user, date).toSorted((one, other) => one.start - other.start);
    const last_page = Math.max(1, Math.ceil(rows.length / size));
    const data = rows.slice((page - 1) * size, page * size).map((row) => shown(row, user, date));
    const pagination = { total: rows.length, per_page: size, current_page: page, last_page };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ success: true, data, meta: { pagination } }));
  }

  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => respond(request, response, Buffer.concat(chunks).toString()));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    entries,
    seen,
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
