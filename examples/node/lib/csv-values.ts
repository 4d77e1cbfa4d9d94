// The values of a cell, as people and spreadsheets write them. Each parser returns the value, or throws a
// `Problem` that says what is wrong with it and what to write instead.

export class Problem extends Error {}

/** How dates with slashes are read: day first, month first, or only where there is no doubt. */
export type DateOrder = "dmy" | "mdy" | undefined;

const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Date(2026, month).toLocaleDateString("en", { month: "long" }),
);

const two = (value: number | string): string => String(value).padStart(2, "0");

/** `2026-01-31`, `31.01.2026`, and `1/31/2026` where there is no doubt. Returns `YYYY-MM-DD`. */
export function date(text: string, order: DateOrder): string {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return day(text, iso[1], iso[2], iso[3]);
  const dots = /^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$/.exec(text);
  if (dots) return day(text, dots[3], dots[2], dots[1]);
  const slashes = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text);
  if (slashes) return slashed(text, Number(slashes[1]), Number(slashes[2]), slashes[3], order);
  if (/^\d{1,2}[./-]\d{1,2}[./-]\d{2}$/.test(text))
    throw new Problem(`"${text}" has a year of two digits: write it as YYYY-MM-DD`);
  if (/^\d{5}(\.\d+)?$/.test(text))
    throw new Problem(
      `"${text}" is a spreadsheet's number of a day: format the column as YYYY-MM-DD, and export again`,
    );
  throw new Problem(`"${text}" is no date: write it as YYYY-MM-DD`);
}

function slashed(text: string, one: number, other: number, year = "", order: DateOrder): string {
  if (order === "dmy") return day(text, year, other, one);
  if (order === "mdy") return day(text, year, one, other);
  if (one > 12 || one === other) return day(text, year, other, one);
  if (other > 12) return day(text, year, one, other);
  throw new Problem(
    `"${text}" is ambiguous, ${one} ${MONTHS[other - 1]} or ${other} ${MONTHS[one - 1]}: write it as YYYY-MM-DD, or use --dates dmy or --dates mdy`,
  );
}

function day(text: string, year = "", month: number | string = "", date: number | string = "") {
  const found = `${year}-${two(month)}-${two(date)}`;
  const at = Date.parse(found);
  // 31 April is the first of May to `Date`.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== found)
    throw new Problem(`"${text}" is not in the calendar`);
  return found;
}

/** `9:00`, `09:00`, `09:00:00`, `9:00 AM`. Returns `HH:mm`. */
export function time(text: string): string {
  const [, hour = "", minute = "", second = "00", half] =
    /^(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?$/i.exec(text) ?? [];
  const wrong = new Problem(`"${text}" is no time of day: write it as HH:MM, 00:00 to 23:59`);
  if (hour === "" || Number(minute) > 59) throw wrong;
  if (second !== "00") throw new Problem(`"${text}" has seconds: WebWork keeps whole minutes`);
  if (!half) {
    if (Number(hour) === 24)
      throw new Problem(`"${text}": an entry ends at 23:59, or is split at midnight`);
    if (Number(hour) > 23) throw wrong;
    return `${two(hour)}:${minute}`;
  }
  if (Number(hour) < 1 || Number(hour) > 12) throw wrong;
  const hours = (Number(hour) % 12) + (half.toLowerCase().startsWith("p") ? 12 : 0);
  return `${two(hours)}:${minute}`;
}

/** An id: a whole number. */
export function id(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Problem(`"${text}" is no id: ids are whole numbers`);
  return Number(text);
}

export function notes(text: string): string {
  const { length } = [...text];
  if (length > 500) throw new Problem(`it has ${length} characters: WebWork takes 500`);
  return text;
}
