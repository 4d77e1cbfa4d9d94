// Seeded random calls, in terms of the SDK and of the wire. Good most of the time.

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { names } from "./names.mjs";

const contract = parse(readFileSync(new URL("../contract/openapi.yaml", import.meta.url), "utf8"));

/** Numbers from a seed (mulberry32). */
export function dice(seed) {
  let state = seed >>> 0;
  const roll = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound) => Math.floor(roll() * bound);
  return { below, pick: (values) => values[below(values.length)], chance: (part) => roll() < part };
}

/** The operations of the contract: id, public name, method, path, and where parameters go. */
export const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method]) => ["get", "post", "put", "delete"].includes(method))
    .map(([method, one]) => ({
      id: one.operationId,
      name: names[one.operationId],
      method: method.toUpperCase(),
      path: path.replace(/\{(\w+)\}/g, (_, name) => `{${snake(name)}}`),
      query: (one.parameters ?? [])
        .map((parameter) => (parameter.$ref ? follow(parameter.$ref) : parameter))
        .filter((parameter) => parameter.in === "query")
        .map((parameter) => parameter.name),
      responses: one.responses,
    })),
);

export function follow(reference) {
  return reference
    .slice(2)
    .split("/")
    .reduce((at, part) => at[part], contract);
}

function snake(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const two = (number) => String(number).padStart(2, "0");

/** Parameters for an operation, from what a snapshot of the sandbox holds. */
export function parameters(id, { below, pick, chance }, space) {
  const row = (table) => (space[table].length > 0 && !chance(0.03) ? pick(space[table]).id : 4242);
  const opaque = (table) =>
    space[table].length > 0 && !chance(0.03) ? pick(space[table]).id : "nowhere";
  const date = () => `2026-01-${two(19 + below(13))}`;
  const times = () => {
    const [start, end] = [below(1439), below(1439)].sort((a, b) => a - b);
    const text = (minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
    return [text(start), text(end === start ? end + 1 : end)];
  };
  const dates = () => [date(), date()].sort();
  const [from, to] = dates();
  const [start_time, end_time] = times();
  const workspace_id = 1;
  const user_id = row("members");
  const someTask = pick(space.tasks);
  const task = { project_id: someTask.project_id, task_id: someTask.id };
  const page = chance(0.3) ? { page: 1 + below(3), per_page: 1 + below(6) } : {};
  const all = {
    getWorkspaces: () => page,
    getMembers: () => ({ workspace_id, ...page }),
    inviteMember: () => ({
      workspace_id,
      email: `p${below(30)}@example.com`,
      firstname: "P",
      lastname: "Ö",
      role: "Regular User",
    }),
    getMember: () => ({ workspace_id, member_id: user_id }),
    updateMember: () => ({
      workspace_id,
      member_id: user_id,
      firstname: "Новое",
      rate_status: below(2),
    }),
    deleteMember: () => ({ workspace_id, member_id: chance(0.5) ? user_id : 10 }),
    getProjects: () => ({ workspace_id, ...page }),
    createProject: () => ({ workspace_id, name: "Project", deadline: to, estimation: 1.5 }),
    getProject: () => ({ workspace_id, project_id: row("projects") }),
    updateProject: () => ({ workspace_id, project_id: row("projects"), notes: "changed" }),
    deleteProject: () => ({ workspace_id, project_id: chance(0.1) ? row("projects") : 4242 }),
    getContracts: () => ({ workspace_id, ...page }),
    createContract: () => ({
      workspace_id,
      project_id: row("projects"),
      user_id,
      weekly_hours_limit: below(60),
    }),
    getContract: () => ({ workspace_id, contract_id: row("contracts") }),
    updateContract: () => ({
      workspace_id,
      contract_id: row("contracts"),
      status: pick(["active", "paused"]),
    }),
    deleteContract: () => ({ workspace_id, contract_id: chance(0.2) ? row("contracts") : 4242 }),
    getTasks: () => ({ workspace_id, project_id: row("projects"), ...page }),
    createTask: () => ({
      workspace_id,
      project_id: row("projects"),
      title: "Do it",
      priority: 30,
      assignees: [user_id],
    }),
    getTask: () => ({ workspace_id, ...task }),
    updateTask: () => ({ workspace_id, ...task, status: pick([0, 10, 20, 30]), description: null }),
    deleteTask: () => ({
      workspace_id,
      project_id: task.project_id,
      task_id: chance(0.3) ? task.task_id : 4242,
    }),
    getTaskAssignees: () => ({ workspace_id, ...task }),
    assignTask: () => ({ workspace_id, ...task, user_id }),
    unassignTask: () => ({ workspace_id, ...task, user_id: someTask.assignees[0] ?? user_id }),
    getProjectViewers: () => ({ workspace_id, ...page }),
    createProjectViewer: () => ({
      workspace_id,
      email: `v${below(9)}@example.com`,
      firstname: "V",
      lastname: "W",
    }),
    getProjectViewer: () => ({ workspace_id, viewer_id: row("viewers") }),
    deleteProjectViewer: () => ({ workspace_id, viewer_id: row("viewers") }),
    restoreProjectViewer: () => ({ workspace_id, viewer_id: row("viewers") }),
    assignProjectToViewer: () => ({
      workspace_id,
      viewer_id: row("viewers"),
      project_id: row("projects"),
    }),
    unassignProjectFromViewer: () => ({
      workspace_id,
      viewer_id: row("viewers"),
      project_id: row("projects"),
    }),
    getTimesheets: () => ({ workspace_id, ...page }),
    approveTimesheet: () => ({ workspace_id, timesheet_id: opaque("timesheets") }),
    submitTimesheet: () => ({ workspace_id, timesheet_id: opaque("timesheets") }),
    unsubmitTimesheet: () => ({ workspace_id, timesheet_id: opaque("timesheets") }),
    rejectTimesheet: () => ({ workspace_id, timesheet_id: opaque("timesheets"), reason: "no" }),
    getTimeRequests: () => ({ workspace_id, date_from: from, date_to: to, ...page }),
    createTimeRequest: () => ({
      workspace_id,
      user_id,
      start: `${from}T${start_time}:00+00:00`,
      end: `${from}T${end_time}:00+00:00`,
    }),
    approveTimeRequest: () => ({ workspace_id, time_request_id: opaque("time_requests") }),
    rejectTimeRequest: () => ({
      workspace_id,
      time_request_id: opaque("time_requests"),
      comment: "no",
    }),
    getLeaves: () => ({ workspace_id, ...page }),
    createLeaveRequest: () => ({ workspace_id, policy_id: 1, user_id, start: from, end: to }),
    getLeaveBalances: () => ({ workspace_id, date_from: from, date_to: to }),
    getLeavePolicies: () => ({ workspace_id }),
    getExpenses: () => ({ workspace_id, ...page }),
    createExpense: () => ({ workspace_id, expense_name: "Taxi 🚕", amount: below(100) / 4 }),
    updateExpense: () => ({ workspace_id, expense_id: opaque("expenses"), amount: below(100) }),
    startTimeTracking: () => ({ workspace_id, user_id }),
    stopTimeTracking: () => ({ workspace_id, user_id }),
    getCurrentTrackerData: () => ({ workspace_id, user_id }),
    getTimeEntries: () => ({ workspace_id, user_id, date: from, ...page }),
    createTimeEntry: () => ({
      workspace_id,
      user_id,
      date: from,
      start_time,
      end_time,
      ...(chance(0.5) && { contract_id: row("contracts") }),
    }),
    updateTimeEntry: () => ({
      workspace_id,
      time_entry_id: opaque("time_entries"),
      notes: pick([null, "n"]),
      ...(chance(0.5) && { date: to }),
    }),
    deleteTimeEntry: () => ({ workspace_id, time_entry_id: opaque("time_entries") }),
    getTrackedHoursReport: () => ({ workspace_id, start_date: from, end_date: to }),
    getDailyTimelineReport: () => ({ workspace_id, date: from }),
    getActivityLevelReport: () => ({ workspace_id, start_date: from, end_date: to }),
    getTaskReport: () => ({
      workspace_id,
      start_date: from,
      end_date: to,
      include_no_task: chance(0.5),
    }),
    getDailyAttendanceReport: () => ({ workspace_id, date: from }),
    getWebhooks: () => ({ workspace_id }),
    createWebhook: () => ({
      workspace_id,
      url: "https://example.com/h",
      events: ["project.created"],
    }),
    updateWebhook: () => ({
      workspace_id,
      webhook_id: opaque("webhooks"),
      url: "https://example.com/i",
    }),
    deleteWebhook: () => ({ workspace_id, webhook_id: opaque("webhooks") }),
  };
  return all[id]();
}

/** A request on the wire, as somebody without the SDK writes it. */
export function wire({ method, path, query }, params) {
  const rest = { ...params };
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  const body = {};
  for (const [name, value] of Object.entries(rest)) {
    if (method === "GET" || query.includes(name)) {
      search.set(name, typeof value === "boolean" ? Number(value) : String(value));
    } else {
      body[name] = value;
    }
  }
  return {
    path: `${filled}?${search}`,
    method,
    ...(method !== "GET" && { body: JSON.stringify(body) }),
  };
}
