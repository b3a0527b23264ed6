/** Use is recorded by the server at most once a minute, so this much of it may be missing. */
const RECORDED_EVERY_MS = 60_000;
/** Other tabs are told of use this often. */
const TELL_EVERY_MS = 30_000;
const KEY = "attendance.used";

/** What is left of a sign-in. */
interface Left {
  ms: number;
  /** True when use does not prolong it any more: the longest time of a sign-in is over. */
  final: boolean;
}

/**
 * Says how long the sign-in lasts: by the seconds that the server stated, a monotonic clock that
 * nobody can set, and every use since, in this tab or another. It errs on the early side.
 */
export class SignInClock {
  private idleMs = 0;
  private idleEndsAt: number | null = null;
  private finalEndsAt = Number.POSITIVE_INFINITY;
  private toldAt = Number.NEGATIVE_INFINITY;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Takes what the server stated: seconds until it ends unused, and until it ends anyway. */
  stated(secondsLeft: number, absoluteSecondsLeft: number): void {
    const now = this.now();
    this.idleMs = Math.max(this.idleMs, secondsLeft * 1000);
    this.idleEndsAt = now + secondsLeft * 1000;
    this.finalEndsAt = now + absoluteSecondsLeft * 1000;
    this.changed();
  }

  /** Notes a request that counts as use. */
  used(): void {
    this.prolong();
    const now = this.now();
    if (now - this.toldAt < TELL_EVERY_MS) return;
    this.toldAt = now;
    try {
      localStorage.setItem(KEY, String(Date.now()));
    } catch {
      // Without storage each tab counts for itself and may warn early.
    }
  }

  /** What is left, or null before the server has stated anything. */
  left(): Left | null {
    if (this.idleEndsAt === null) return null;
    const final = this.finalEndsAt <= this.idleEndsAt;
    return { ms: Math.min(this.idleEndsAt, this.finalEndsAt) - this.now(), final };
  }

  /** Calls back whenever the end has moved; returns a function that stops it. */
  subscribe(listener: () => void): () => void {
    const fromOtherTab = (event: StorageEvent) => {
      if (event.key === KEY && event.newValue !== null) this.prolong();
    };
    this.listeners.add(listener);
    window.addEventListener("storage", fromOtherTab);
    return () => {
      this.listeners.delete(listener);
      window.removeEventListener("storage", fromOtherTab);
    };
  }

  private prolong(): void {
    if (this.idleEndsAt === null) return;
    this.idleEndsAt = Math.max(this.idleEndsAt, this.now() + this.idleMs - RECORDED_EVERY_MS);
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

/** The one of this page. */
export const signInClock = new SignInClock();
