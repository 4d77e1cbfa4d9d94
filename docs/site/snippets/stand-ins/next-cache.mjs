// Stands for next/cache where no Next.js is running.

export const revalidated = [];
export const revalidateTag = (tag) => void revalidated.push(tag);
export const unstable_cache = (run) => run;
