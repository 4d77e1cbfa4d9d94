// The report of a release: one line for each check, with its problems below.

/**
 * A check resolves to its findings: `problems` always fail it, `later` only in a real release, and
 * `notes` is printed in any case.
 */
export class Report {
  failed = 0;
  #real;
  #print;

  constructor({ real, print = console.log }) {
    this.#real = real;
    this.#print = print;
  }

  async check(name, work) {
    const { problems = [], later = [], notes = [] } = await attempt(work);
    const failures = this.#real ? [...problems, ...later] : problems;
    const reminders = this.#real ? [] : later.map((line) => `${line} (fails a release)`);
    if (failures.length > 0) this.failed += 1;
    this.#print(`${failures.length > 0 ? "failed" : "ok    "}  ${name}`);
    for (const line of [...failures, ...reminders, ...notes])
      this.#print(line.replace(/^/gm, "        "));
  }

  end() {
    const kind = this.#real ? "release" : "dry run";
    this.#print(`\n${kind}: ${this.failed === 0 ? "nothing failed" : `${this.failed} failed`}`);
    if (this.failed > 0) process.exitCode = 1;
  }
}

async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    return { problems: [error.message] };
  }
}
