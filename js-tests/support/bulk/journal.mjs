/** A journal that forgets everything when the process ends. */
export function memoryJournal(records = []) {
  const kept = [...records];
  return {
    records: kept,
    load: () => [...kept],
    append: async (record) => void kept.push(record),
  };
}
