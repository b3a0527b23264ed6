import type { Id, ProjectorCode, ProjectorState, RegisterRow, TypedCode } from "@/api/staff/types";

/** Pure rules of the projector page: the server's clock, the code to show, when to ask again. */

type TimedCode = Pick<TypedCode, "valid_from_ms" | "valid_until_ms">;

/** One measurement of the difference between the server's clock and this device's monotonic clock. */
export interface ClockSample {
  /** Server time minus local monotonic time, in ms. */
  offsetMs: number;
  /** How long the request took; the offset is wrong by at most half of it. */
  roundTripMs: number;
  /** Local monotonic time of the measurement, in ms. */
  takenAtMs: number;
  /** Local wall clock minus local monotonic clock, in ms: a jump betrays that the device slept. */
  wallGapMs: number;
}

/** How long one measurement may speak for the clock, in ms: a laptop's quartz drifts some ms a minute. */
export const SAMPLE_LIFE_MS = 120_000;
const SAMPLES_KEPT = 8;
const SLEEP_JUMP_MS = 1_500;
const SLACK_MS = 500;
const POLL_MS = 1_500;
const POLL_SLOWEST_MS = 6_000;

/** Derives the offset from one exchange, taking the server's stamp as made halfway through. */
export function measureClock(exchange: {
  serverTimeMs: number;
  sentAtMs: number;
  receivedAtMs: number;
  wallNowMs: number;
}): ClockSample {
  const { serverTimeMs, sentAtMs, receivedAtMs, wallNowMs } = exchange;
  return {
    offsetMs: serverTimeMs - (sentAtMs + receivedAtMs) / 2,
    roundTripMs: receivedAtMs - sentAtMs,
    takenAtMs: receivedAtMs,
    wallGapMs: wallNowMs - receivedAtMs,
  };
}

/** Adds a sample and forgets those that are old, or that were taken before the device slept. */
export function rememberSample(
  samples: readonly ClockSample[],
  sample: ClockSample,
): ClockSample[] {
  return [...samples, sample]
    .filter(
      (known) =>
        sample.takenAtMs - known.takenAtMs < SAMPLE_LIFE_MS &&
        Math.abs(sample.wallGapMs - known.wallGapMs) < SLEEP_JUMP_MS,
    )
    .slice(-SAMPLES_KEPT);
}

/** The offset of the quickest exchange, which is the most exact one; null before the first answer. */
export function bestOffset(samples: readonly ClockSample[]): number | null {
  let best: ClockSample | null = null;
  for (const sample of samples) {
    if (best === null || sample.roundTripMs < best.roundTripMs) best = sample;
  }
  return best === null ? null : best.offsetMs;
}

/**
 * True when the monotonic clock stood still since the newest sample (a closed lid does that), so that
 * nothing it says about the server's time can be believed until the next answer.
 */
export function hasSlept(samples: readonly ClockSample[], wallGapMs: number): boolean {
  const newest = samples.at(-1);
  return newest !== undefined && Math.abs(wallGapMs - newest.wallGapMs) >= SLEEP_JUMP_MS;
}

/** The newest code that is valid at the server's time, or null. Ranges overlap by the grace. */
export function chooseCode<Code extends TimedCode>(
  codes: readonly Code[],
  serverNowMs: number,
): Code | null {
  let chosen: Code | null = null;
  for (const code of codes) {
    if (serverNowMs < code.valid_from_ms || serverNowMs >= code.valid_until_ms) continue;
    if (chosen === null || code.valid_from_ms > chosen.valid_from_ms) chosen = code;
  }
  return chosen;
}

/**
 * The first code when it begins within the error of our clock: a fixed code counts from the moment of
 * the answer, which our estimate may put a few milliseconds ahead.
 */
function aboutToBegin<Code extends TimedCode>(codes: readonly Code[], now: number): Code | null {
  const first = codes[0];
  return first !== undefined && first.valid_from_ms > now && first.valid_from_ms - now <= SLACK_MS
    ? first
    : null;
}

/** Milliseconds until any of the codes begins or ends, or null when none will. */
export function untilNextChange(codes: readonly TimedCode[], serverNowMs: number): number | null {
  let soonest: number | null = null;
  for (const code of codes) {
    for (const edge of [code.valid_from_ms, code.valid_until_ms]) {
      if (edge > serverNowMs && (soonest === null || edge < soonest)) soonest = edge;
    }
  }
  return soonest === null ? null : soonest - serverNowMs;
}

/** How long to wait before asking the server again: steady while it answers, slower while it does not. */
export function pollDelay(failures: number): number {
  return Math.min(POLL_MS * 2 ** failures, POLL_SLOWEST_MS);
}

export type Stage = "waiting" | "planned" | "open" | "closed" | "revoked" | "lost";

export interface View {
  stage: Stage;
  code: ProjectorCode | null;
  typed: TypedCode | null;
}

/**
 * What the screen shows at a moment of the server's clock. Without a connection the last code stays
 * as long as it is valid and not a moment longer; then the screen says that it has lost the server.
 */
export function viewAt(
  answer: ProjectorState,
  serverNowMs: number | null,
  connected: boolean,
): View {
  const none = { code: null, typed: null };
  const { session } = answer;
  if (serverNowMs === null) return { stage: connected ? "waiting" : "lost", ...none };
  if (session.state === "closed" || serverNowMs >= Date.parse(session.closes_at)) {
    return { stage: "closed", ...none };
  }
  if (session.token === null || session.token.revoked_at !== null)
    return { stage: "revoked", ...none };
  const code = chooseCode(answer.codes, serverNowMs) ?? aboutToBegin(answer.codes, serverNowMs);
  const typed = chooseCode(answer.typed, serverNowMs) ?? aboutToBegin(answer.typed, serverNowMs);
  if (code === null) return { stage: connected ? "waiting" : "lost", ...none };
  const planned = session.state === "planned" && serverNowMs < Date.parse(session.opens_at);
  return { stage: planned ? "planned" : "open", code, typed };
}

/** How far into its step a code is, in ms, for the ring; at most the period. */
export function stepElapsedMs(code: TimedCode, periodMs: number, serverNowMs: number): number {
  return Math.min(Math.max(serverNowMs - code.valid_from_ms, 0), periodMs);
}

/** Who came last, newest first. */
export function latestNames(
  rows: readonly RegisterRow[],
  howMany: number,
): { id: Id; name: string }[] {
  return rows
    .filter((row) => row.arrived_at !== null && (row.status === "present" || row.status === "late"))
    .sort((a, b) => (b.arrived_at ?? "").localeCompare(a.arrived_at ?? ""))
    .slice(0, howMany)
    .map(({ student }) => ({ id: student.id, name: student.full_name }));
}

/** Sizes of the QR code as a share of the room it has; the largest is the default. */
export const QR_SIZES: readonly number[] = [0.7, 0.8, 0.9, 1];

/** The next larger or smaller size. */
export function resized(size: number, direction: 1 | -1): number {
  const at = QR_SIZES.indexOf(size);
  const from = at === -1 ? QR_SIZES.length - 1 : at;
  return QR_SIZES[Math.min(Math.max(from + direction, 0), QR_SIZES.length - 1)] ?? 1;
}
