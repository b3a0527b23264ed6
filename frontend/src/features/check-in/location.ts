/** A fix this good is taken at once. The usual accuracy limit of a policy. */
const GOOD_M = 100;
/** Beyond this a phone has given only its approximate location. */
export const COARSE_M = 500;
/** How long a better fix is waited for once there is one. */
const SETTLE_MS = 4000;
const GIVE_UP_MS = 12_000;
/** The server takes a fix older than 60 s for none. */
const MAX_AGE_MS = 30_000;

export interface Fix {
  latitude: number;
  longitude: number;
  accuracy_m: number;
  /** Seconds since the fix was taken, at the time of asking. */
  age_s: () => number;
}

export type Located =
  | { status: "granted"; fix: Fix }
  | { status: "denied" | "unavailable" | "timeout"; fix: null };

function toFix(position: GeolocationPosition): Fix {
  // The wall clock serves only to age a fix out of the browser's cache; from
  // here on the monotonic clock counts.
  const cached = Math.min(Math.max(0, Date.now() - position.timestamp), 2 * MAX_AGE_MS);
  const received = performance.now();
  const { latitude, longitude, accuracy } = position.coords;
  return {
    latitude,
    longitude,
    accuracy_m: accuracy,
    age_s: () => Math.round((cached + performance.now() - received) / 100) / 10,
  };
}

/** Whether the browser would answer without asking the user. */
export async function locationGranted(): Promise<boolean> {
  try {
    const permission = await navigator.permissions.query({ name: "geolocation" });
    return permission.state === "granted";
  } catch {
    return false;
  }
}

/**
 * Asks where the phone is: the first good fix, else the best one after a few
 * seconds, because the first is often a guess from the mobile network.
 */
export function locate(maximumAge = MAX_AGE_MS): Promise<Located> {
  const geolocation = navigator.geolocation;
  if (!geolocation) return Promise.resolve({ status: "unavailable", fix: null });
  return new Promise((resolve) => {
    let best: Fix | null = null;
    let watch: number | undefined;
    let settling: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const end = (result: Located) => {
      ended = true;
      clearTimeout(giveUp);
      clearTimeout(settling);
      if (watch !== undefined) geolocation.clearWatch(watch);
      resolve(result);
    };
    const endWithBest = () =>
      end(best ? { status: "granted", fix: best } : { status: "timeout", fix: null });
    const giveUp = setTimeout(endWithBest, GIVE_UP_MS + SETTLE_MS);
    watch = geolocation.watchPosition(
      (position) => {
        const fix = toFix(position);
        if (!best || fix.accuracy_m < best.accuracy_m) best = fix;
        if (best.accuracy_m <= GOOD_M) endWithBest();
        else settling ??= setTimeout(endWithBest, SETTLE_MS);
      },
      (error) => {
        if (error.code === error.PERMISSION_DENIED) end({ status: "denied", fix: null });
        else if (best) endWithBest();
        else end({ status: error.code === error.TIMEOUT ? "timeout" : "unavailable", fix: null });
      },
      { enableHighAccuracy: true, maximumAge, timeout: GIVE_UP_MS },
    );
    // A browser may answer from its cache before it has handed out the id.
    if (ended) geolocation.clearWatch(watch);
  });
}

const WANTED_KEY = "attendance.location-wanted";

/** Remembers whether the classes of this phone ask for a location. */
export function rememberLocationWanted(wanted: boolean): void {
  try {
    localStorage.setItem(WANTED_KEY, wanted ? "1" : "0");
  } catch {
    // Without storage the claim simply takes a second request.
  }
}

/**
 * Starts to look for a fix before the server has asked, so that claim and
 * location can go in one request. Only where that asks the user nothing and
 * the last class wanted it: otherwise null, and nobody's position is taken.
 */
export async function locateAhead(): Promise<Located | null> {
  try {
    if (localStorage.getItem(WANTED_KEY) !== "1") return null;
  } catch {
    return null;
  }
  return (await locationGranted()) ? locate() : null;
}
