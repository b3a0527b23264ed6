/** A pause that ends early when something suggests that trying again may help. */
export class Waiter {
  private wake: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  attach(): void {
    window.addEventListener("online", this.cut);
    document.addEventListener("visibilitychange", this.onVisible);
  }

  private readonly onVisible = () => {
    if (document.visibilityState === "visible") this.cut();
  };

  /** Ends the pause now. */
  readonly cut = () => {
    clearTimeout(this.timer);
    this.wake?.();
    this.wake = null;
  };

  /** Resolves after the time, or when `cut` is called. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      this.timer = setTimeout(this.cut, milliseconds);
    });
  }

  detach(): void {
    window.removeEventListener("online", this.cut);
    document.removeEventListener("visibilitychange", this.onVisible);
    this.cut();
  }
}

const BACKOFF_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];

/** How long to wait before try number `tries + 1`, spread so that a hall does not retry as one. */
export function backoff(tries: number): number {
  const base = BACKOFF_MS[Math.min(tries, BACKOFF_MS.length - 1)] ?? 30_000;
  return base * (0.8 + 0.4 * Math.random());
}
