/** Where this device is, as the API wants it. */
export interface DevicePosition {
  latitude: number;
  longitude: number;
  accuracy_m: number;
}

export type PositionProblem = "denied" | "unavailable" | "timeout";

/** Why the device gave no position. */
export class PositionError extends Error {
  override readonly name = "PositionError";
  readonly problem: PositionProblem;

  constructor(problem: PositionProblem) {
    super(problem);
    this.problem = problem;
  }
}

const WAIT_MS = 12_000;

function problemOf(code: number): PositionProblem {
  if (code === 1) return "denied";
  return code === 3 ? "timeout" : "unavailable";
}

/**
 * Asks the browser for a fresh position; the browser asks the person the first time.
 *
 * @throws PositionError when it is refused, impossible or too slow
 */
export function devicePosition(): Promise<DevicePosition> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) {
      reject(new PositionError("unavailable"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          latitude: coords.latitude,
          longitude: coords.longitude,
          accuracy_m: Math.ceil(coords.accuracy),
        }),
      (error) => reject(new PositionError(problemOf(error.code))),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 0 },
    );
  });
}
