// Creates the entries of a seed with a journal in a file, and prints the results.
// node importer.mjs <URL> <file> <module with fileJournal> <seed> <count>

import { WebWork } from "webwork-sdk";
import { input } from "./input.mjs";

const [url, file, journalModule, seed, count] = process.argv.slice(2);
const { fileJournal } = await import(journalModule);
const webwork = new WebWork({
  token: "importer",
  baseUrl: url,
  workspaceId: 1,
  rateLimit: false,
  maxRetries: 1,
});
const results = [];
const entries = input(Number(seed), Number(count));
for await (const { error, entry, ...result } of webwork.timeEntries.createMany(entries, {
  journal: fileJournal(file),
}))
  results.push(result);
console.log(JSON.stringify(results));
