// Measuring and showing. Nothing here knows what is measured.

/** The value in the middle. */
export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Rounded to so many significant digits, whole numbers kept whole. */
export function rounded(value, digits = 3) {
  return Math.abs(value) >= 10 ** digits ? Math.round(value) : Number(value.toPrecision(digits));
}

/**
 * How long one run of each way takes, in microseconds, and as a ratio to the first way. All ways
 * take turns in short batches, so that other load on the machine affects all of them; a ratio is the median of
 * the ratios of the rounds.
 */
export async function compare(
  ways,
  { rounds = 40, batchMs = 8, warmUp = 10, clock = () => performance.now() } = {},
) {
  const names = Object.keys(ways);
  const measure = async (way, batch) => {
    const begin = clock();
    for (let run = 0; run < batch; run++) await way();
    return clock() - begin;
  };
  const batches = {};
  for (const name of names) {
    // Warm enough for the optimising compilers; a slow way is warm after fewer runs.
    for (const begin = clock(); clock() - begin < 20 * batchMs; ) await measure(ways[name], warmUp);
    batches[name] = Math.max(
      1,
      Math.round((batchMs * warmUp) / Math.max(await measure(ways[name], warmUp), 0.1)),
    );
  }
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    // In another order each round: who leaves garbage or a cold cache to whom must not matter.
    for (const name of shuffled(names)) {
      times[name].push(((await measure(ways[name], batches[name])) / batches[name]) * 1000);
    }
  }
  return summary(times);
}

/** Median time, its spread, and median ratio to the first, of times taken round by round. */
export function summary(times) {
  const [first] = Object.values(times);
  return Object.fromEntries(
    Object.entries(times).map(([name, values]) => [
      name,
      {
        time: median(values),
        spread: spread(values),
        ratio: median(values.map((value, round) => value / first[round])),
      },
    ]),
  );
}

/** How far the middle half of the values reaches, as a part of the median: above a third, the machine was busy. */
export function spread(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const quartile = (part) => sorted[Math.floor((sorted.length - 1) * part)];
  return (quartile(0.75) - quartile(0.25)) / median(sorted);
}

function shuffled(values) {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ value }) => value);
}

/** Prints rows under a title. */
export function show(title, rows) {
  console.log(`\n${title}`);
  console.table(rows);
}
