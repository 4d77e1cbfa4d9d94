import * as z from "zod";
import * as raw from "./raw.mjs";

export const name = "fetch + json() + zod";

const entry = z.looseObject({
  id: z.string(),
  user_id: z.int(),
  contract_id: z.int().nullable(),
  project_id: z.int().nullable(),
  project_name: z.string().nullable(),
  task_id: z.int().nullable(),
  task_title: z.string().nullable(),
  activity_description: z.string().nullable(),
  method: z.string(),
  date: z.string(),
  start_time: z.string(),
  end_time: z.string(),
  duration_minutes: z.number(),
});
const pagination = z.looseObject({
  total: z.int(),
  per_page: z.int(),
  current_page: z.int(),
  last_page: z.int(),
});
const page = z.looseObject({
  success: z.boolean(),
  data: z.array(entry),
  meta: z.looseObject({ api_version: z.string(), timestamp: z.string(), pagination }),
});

export function open(options) {
  const { list } = raw.open(options);
  return { list: async (params) => page.parse(await list(params)) };
}
