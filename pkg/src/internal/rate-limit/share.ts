// What one of several holders may take while they cannot agree.
//
// Before, all of them together held at most the limit. If each goes on with its part of it at once, those
// who held more still count, and those who held less add to them. So for the first window a holder only
// replaces its own permits, and takes its part of what was free; after that, all old permits are gone.

export class Share {
  #since: number | undefined;
  /** What it may hold in the first window. */
  #base = 0;
  /** Holders among whom the limit is divided; 0: it has met none. */
  #holders = 0;
  /** Where there are more holders than permits, they take turns. This one's is not before. */
  #turnAt = 0;

  get isActive(): boolean {
    return this.#since !== undefined;
  }

  begin(base: number, holders: number, requests: number, per: number, now: number): void {
    if (this.isActive) return;
    this.#since = now;
    this.#base = base;
    this.#holders = holders;
    this.#turnAt = now + per;
    if (holders > requests) this.#turnAt += Math.random() * this.#round(requests, per);
  }

  end(): void {
    this.#since = undefined;
  }

  /** How many permits it may hold now. */
  allowed(requests: number, per: number, now: number): number {
    if (now < (this.#since ?? 0) + per) return this.#base;
    return now < this.#turnAt ? 0 : Math.max(1, Math.floor(requests / (this.#holders || requests)));
  }

  /** It has taken permits. */
  taken(requests: number, per: number, now: number): void {
    if (this.#holders > requests && now >= this.#turnAt)
      this.#turnAt = now + this.#round(requests, per);
  }

  /** When it may hold more than now, as far as that depends on time alone. */
  changesAt(per: number, now: number): number {
    const end = (this.#since ?? 0) + per;
    const times = [end, this.#turnAt].filter((at) => at > now);
    return Math.min(...times);
  }

  /** How long it takes until each holder has had a permit. */
  #round(requests: number, per: number): number {
    return (per * this.#holders) / requests;
  }
}
