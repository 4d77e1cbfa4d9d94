// A fetch that knows neither network nor state: each day has a page of entries, each write is saved.

const pagination = { current_page: 1, last_page: 1, per_page: 50, total: 50 };

const row = (user_id, date, number) => ({
  id: `${user_id}-${date}-${number}`,
  user_id,
  contract_id: null,
  project_id: 10,
  project_name: "Website",
  task_id: null,
  task_title: null,
  activity_description: `Work ${number}`,
  method: "Desktop tracker",
  date,
  start_time: `${date}T09:00:00Z`,
  end_time: `${date}T09:10:00Z`,
  duration_minutes: 10,
});

export function stub(perDay) {
  return async (url, { method }) => {
    if (method === "POST")
      return Response.json({ success: true, message: "", saved_minutes: 60, data: {}, meta: {} });
    const query = new URL(url).searchParams;
    const [user, date] = [Number(query.get("user_id")), query.get("date")];
    const data = Array.from({ length: perDay }, (_, number) => row(user, date, number));
    return Response.json({ success: true, data, meta: { pagination } });
  };
}

/** As many entries as that, each on a day of its own. */
export async function* manyEntries(count) {
  for (let at = 0; at < count; at++) {
    const date = `2026-${String(1 + (at % 12)).padStart(2, "0")}-${String(1 + (at % 28)).padStart(2, "0")}`;
    yield { user_id: at, date, start_time: "09:00", end_time: "10:00", notes: `Entry ${at}` };
  }
}
