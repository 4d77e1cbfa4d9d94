// The CSV that people have: what is read, and what is refused, with row and column.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { overlapping, readEntries } from "../lib/csv-entries.ts";
import { date, time } from "../lib/csv-values.ts";
import { examples } from "./support.mjs";

const read = (text, order) => readEntries(Buffer.from(text), order);
const HEADER = "user_id,date,start_time,end_time,notes";
const entry = {
  user_id: 200,
  date: "2026-01-31",
  start_time: "09:00",
  end_time: "12:30",
  contract_id: undefined,
  task_id: undefined,
  notes: 'Say "hi"; go, on',
};

const NOTES = '"Say ""hi""; go, on"';
for (const [what, text] of [
  ["commas", `${HEADER}\n200,2026-01-31,09:00,12:30,${NOTES}\n`],
  ["semicolons", `${HEADER.replaceAll(",", ";")}\n200;2026-01-31;09:00;12:30;${NOTES}\n`],
  ["tabs", `${HEADER.replaceAll(",", "\t")}\n200\t2026-01-31\t09:00\t12:30\t${NOTES}\n`],
  ["a byte order mark", `\ufeff${HEADER}\n200,2026-01-31,09:00,12:30,${NOTES}\n`],
  ["Windows line ends", `${HEADER}\r\n200,2026-01-31,09:00,12:30,${NOTES}\r\n`],
  ["no line end", `${HEADER}\n200,2026-01-31,09:00,12:30,${NOTES}`],
  ["empty rows", `${HEADER}\n\n200,2026-01-31,09:00,12:30,${NOTES}\n,,,,\n\n`],
  ["white space", `${HEADER}\n 200 , 2026-01-31,9:00 ,12:30:00,${NOTES}\n`],
  [
    "other names of columns",
    `User ID,Date,Start time,END_TIME,Notes\n200,31.01.2026,9:00 am,12:30 PM,${NOTES}`,
  ],
  ["other order", `notes,date,end_time,user_id,start_time\n${NOTES},1/31/2026,12:30,200,09:00`],
]) {
  test(`a file with ${what} is read`, () => {
    const { rows, problems, ignored } = read(text);
    assert.deepEqual([problems, ignored], [[], []]);
    assert.deepEqual(
      rows.map((row) => row.entry),
      [entry],
    );
  });
}

test("rows count as a spreadsheet counts them, also with line breaks in cells and empty rows", () => {
  const { rows } = read(
    `${HEADER}\n200,2026-01-31,09:00,10:00,"two\nlines"\n\n200,2026-01-31,10:00,11:00,\n`,
  );
  assert.deepEqual(
    rows.map(({ row }) => row),
    [2, 4],
  );
  assert.equal(rows[0].entry.notes, "two\nlines");
});

test("columns that mean nothing are ignored and named", () => {
  const { rows, ignored } = read(
    "Dept,user_id,date,start_time,end_time\nIT,1,2026-01-31,9:00,10:00",
  );
  assert.equal(rows.length, 1);
  assert.deepEqual(ignored, ["Dept"]);
});

for (const [text, found] of [
  ["2026-01-31", "2026-01-31"],
  ["2026-1-5", "2026-01-05"],
  ["31.01.2026", "2026-01-31"],
  ["5.1.2026", "2026-01-05"],
  ["05. 01. 2026", "2026-01-05"],
  ["1/31/2026", "2026-01-31"],
  ["31/1/2026", "2026-01-31"],
  ["31-01-2026", "2026-01-31"],
  ["3/3/2026", "2026-03-03"],
  ["2024-02-29", "2024-02-29"],
])
  test(`the date ${text} is ${found}`, () => assert.equal(date(text), found));

for (const [text, wrong] of [
  ["1/2/2026", /ambiguous, 1 February or 2 January.*--dates dmy/],
  ["12/11/2026", /ambiguous, 12 November or 11 December/],
  ["31.04.2026", /not in the calendar/],
  ["2026-02-29", /not in the calendar/],
  ["13/13/2026", /not in the calendar/],
  ["31.01.26", /year of two digits/],
  ["46053", /a spreadsheet's number of a day/],
  ["January 31", /no date/],
  ["2026-01-31T09:00", /no date/],
])
  test(`the date ${text} is refused by name`, () => assert.throws(() => date(text), wrong));

test("--dates decides what is ambiguous, and never turns a date around", () => {
  assert.equal(date("1/2/2026", "dmy"), "2026-02-01");
  assert.equal(date("1/2/2026", "mdy"), "2026-01-02");
  assert.throws(() => date("1/31/2026", "dmy"), /not in the calendar/);
  assert.throws(() => date("31/1/2026", "mdy"), /not in the calendar/);
});

for (const [text, found] of [
  ["9:00", "09:00"],
  ["23:59", "23:59"],
  ["12:00 AM", "00:00"],
  ["12:30 pm", "12:30"],
  ["1:05 p.m.", "13:05"],
])
  test(`the time ${text} is ${found}`, () => assert.equal(time(text), found));

for (const [text, wrong] of [
  ["24:00", /ends at 23:59, or is split/],
  ["25:00", /no time of day/],
  ["9", /no time of day/],
  ["9:60", /no time of day/],
  ["13:00 PM", /no time of day/],
  ["0.375", /no time of day/],
  ["09:00:30", /whole minutes/],
])
  test(`the time ${text} is refused by name`, () => assert.throws(() => time(text), wrong));

test("every problem of a file is found, with row and column", () => {
  const { problems } = readEntries(readFileSync(join(examples, "samples/mistakes.csv")));
  assert.deepEqual(
    problems.map(({ row, column }) => [row, column]),
    [
      [3, "date"],
      [5, "user_id"],
      [6, "date"],
      [7, "end_time"],
      [8, "end_time"],
    ],
  );
});

for (const [what, text, row, column, message] of [
  ["a missing column", "user_id,date,start_time\n1,2026-01-31,09:00", 1, "end_time", /missing/],
  ["a column that is there twice", `${HEADER},date\n1,,,,,`, 1, "date", /twice/],
  ["an empty cell", `${HEADER}\n200,2026-01-31,,10:00,`, 2, "start_time", /empty/],
  ["a cell too many", `${HEADER}\n200,2026-01-31,9:00,10:00,a,b`, 2, "", /6 cells.*header 5/],
  ["a cell too few", `${HEADER}\n200,2026-01-31,9:00`, 2, "", /3 cells.*header 5/],
  ["a quote that stays open", `${HEADER}\n200,2026-01-31,9:00,10:00,"a`, 2, "", /quote/i],
  ["no rows", `${HEADER}\n`, 2, "", /no rows/],
  ["nothing at all", "", 1, "user_id", /missing/],
  ["an end before the start", `${HEADER}\n1,2026-01-31,10:00,9:00,`, 2, "end_time", /not after/],
  ["long notes", `${HEADER}\n1,2026-01-31,9:00,10:00,${"x".repeat(501)}`, 2, "notes", /501/],
  ["a float as id", `${HEADER}\n1.5,2026-01-31,9:00,10:00,`, 2, "user_id", /whole numbers/],
])
  test(`${what} is a problem of its row and column`, () => {
    const { problems } = read(text);
    assert.deepEqual([problems[0].row, problems[0].column], [row, column]);
    assert.match(problems[0].message, message);
  });

for (const [what, bytes] of [
  ["Windows-1252", Buffer.from(`${HEADER}\n1,2026-01-31,9:00,10:00,Grüße`, "latin1")],
  ["UTF-16", Buffer.from(`\ufeff${HEADER}\n1,2026-01-31,9:00,10:00,Grüße`, "utf16le")],
])
  test(`a file in ${what} is refused with what to do`, () => {
    const { problems, rows } = readEntries(bytes);
    assert.equal(rows.length, 0);
    assert.match(problems[0].message, /CSV UTF-8/);
  });

test("rows that overlap others of the same member and day are found, and those that touch are not", () => {
  const { rows } = read(
    [
      HEADER,
      "1,2026-01-31,09:00,12:00,",
      "1,2026-01-31,12:00,13:00,",
      "2,2026-01-31,09:00,12:00,",
      "1,2026-01-30,09:00,12:00,",
      "1,2026-01-31,11:00,11:30,",
      "1,2026-01-31,08:00,09:01,",
    ].join("\n"),
  );
  assert.deepEqual(overlapping(rows), [2, 6]);
});

test("10,000 rows are checked in two seconds", () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, at) => `${at},31.01.2026,9:00,17:00,"Row ${at}"`,
  );
  const start = performance.now();
  const { rows, problems } = read([HEADER, ...lines].join("\r\n"));
  assert.deepEqual([rows.length, problems.length], [10_000, 0]);
  assert.ok(performance.now() - start < 2_000);
});
