// The form of the state file and of its journals, as bytes.
//
// State file: one JSON object, `{"crc32":"<hex>","format":…,"state":…}` and a line feed. The checksum
// is that of all bytes after it.
//
// Journal: records, each a line `<crc32> <length> <JSON>`. The checksum is that of all JSON so far, so
// that no record can be missing, doubled or out of place. The first record is the header.

import { crc32 } from "node:zlib";

/** What leads a state file. */
export interface StateHeader {
  format: typeof STATE_FORMAT;
  version: number;
  /** The same for a state file and its journals. */
  id: string;
  /** Counts the snapshots. */
  generation: number;
  /** The options that the state began with. */
  options: { seed: number | null; now: number | null };
}

/** The first record of a journal. */
export interface JournalHeader {
  format: typeof JOURNAL_FORMAT;
  version: number;
  id: string;
  generation: number;
  /** The version of the package: another one may carry out the same request differently. */
  sdk: string;
}

export const STATE_FORMAT = "webwork-sandbox state";
export const JOURNAL_FORMAT = "webwork-sandbox journal";
/** The version of these forms. */
export const VERSION = 1;

/** The bytes are not what was written. */
export class Damage extends Error {
  override readonly name = "Damage";
}

const hex = (checksum: number): string => checksum.toString(16).padStart(8, "0");

/** A state file. `dump` is JSON. */
export function writeState(header: StateHeader, dump: string): string {
  const rest = `${JSON.stringify(header).slice(1, -1)},"state":${dump}}\n`;
  return `{"crc32":"${hex(crc32(rest))}",${rest}`;
}

/** Reads a state file; `dump` is JSON. Throws Damage. */
export function readState(text: string): { header: StateHeader; dump: string } {
  const found = /^\{"crc32":"([0-9a-f]{8})",("format":"webwork-sandbox state",)/.exec(text);
  if (!found) throw new Damage("it is not a state file of the sandbox");
  const rest = text.slice(found[0].length - (found[2]?.length ?? 0));
  if (hex(crc32(rest)) !== found[1])
    throw new Damage("its checksum is wrong: it was damaged or edited");
  const at = rest.indexOf(',"state":');
  const header = JSON.parse(`{${rest.slice(0, at)}}`);
  return { header, dump: rest.slice(at + ',"state":'.length, -"}\n".length) };
}

/** Writes records, one after the other. */
export class RecordWriter {
  #checksum = 0;

  write(json: string): string {
    this.#checksum = crc32(json, this.#checksum);
    return `${hex(this.#checksum)} ${Buffer.byteLength(json)} ${json}\n`;
  }
}

/** What is in a journal. */
export interface Records {
  /** `undefined` where not even that was written completely. */
  header: JournalHeader | undefined;
  changes: string[];
  /** Where the complete records end, in bytes. */
  end: number;
}

/**
 * Reads a journal. An incomplete record at the end is what a write leaves that was under way when the
 * process or the machine stopped: it is left out. Throws Damage for everything else.
 */
export function readRecords(bytes: Buffer): Records {
  const records: string[] = [];
  let checksum = 0;
  let end = 0;
  for (;;) {
    const feed = bytes.indexOf(10, end);
    if (feed === -1) break;
    const [, written, length, json] =
      /^([0-9a-f]{8}) (\d+) (.*)$/.exec(bytes.toString("utf8", end, feed)) ?? [];
    if (json === undefined) throw new Damage(`at byte ${end} there is no record`);
    checksum = crc32(json, checksum);
    if (hex(checksum) !== written || Number(length) !== Buffer.byteLength(json)) {
      throw new Damage(`the checksum of the record at byte ${end} is wrong`);
    }
    records.push(json);
    end = feed + 1;
  }
  if (!isTorn(bytes.subarray(end))) throw new Damage(`the record at byte ${end} is damaged`);
  const [first, ...changes] = records;
  return { header: first === undefined ? undefined : JSON.parse(first), changes, end };
}

/** Whether bytes without a line feed are the beginning of a record; a crash may leave zeros after it. */
function isTorn(bytes: Buffer): boolean {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length--;
  const text = bytes.toString("latin1", 0, length);
  const head = /^[0-9a-f]{8} (\d+) /.exec(text);
  if (!head) return /^([0-9a-f]{0,8}|[0-9a-f]{8} \d*)$/.test(text);
  // A complete record without its line feed was complete once.
  return text.length - head[0].length < Number(head[1]);
}
