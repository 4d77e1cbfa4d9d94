// The responses of the benchmark's servers.

const ENTRY = {
  user_id: 100,
  contract_id: 20,
  project_id: 10,
  project_name: "Website Redesign",
  task_id: 5,
  task_title: "Update homepage design",
  activity_description: "Working on feature implementation",
  method: "Desktop tracker",
  date: "2026-01-29",
  start_time: "2026-01-29T09:00:00Z",
  end_time: "2026-01-29T17:00:00Z",
  duration_minutes: 480,
};

/** What the calls of the benchmark ask for. */
export const QUERY = { workspace_id: 1, user_id: 100, date: "2026-01-29" };

/** A page of time entries, as JSON. */
export function page(items, { current = 1, last = 1 } = {}) {
  const data = Array.from({ length: items }, (_, at) => ({
    id: `a1b2c3d4-${current}-${at}`,
    ...ENTRY,
  }));
  const pagination = {
    total: items * last,
    per_page: items,
    current_page: current,
    last_page: last,
  };
  return JSON.stringify({
    success: true,
    data,
    meta: { api_version: "2.0.0", timestamp: "2026-01-29T12:00:00.000000Z", pagination },
  });
}

/** A fetch that responds at once, without a network. */
export function stub(json) {
  const headers = { "content-type": "application/json" };
  return async () => new Response(json, { headers });
}
