import { useState } from "react";

/** Server's clock minus this device's in ms, taken at the moment a new stamp of the server is seen. */
export function useServerOffset(serverTimeMs: number): number {
  const [known, setKnown] = useState(() => ({ serverTimeMs, offsetMs: serverTimeMs - Date.now() }));
  if (known.serverTimeMs !== serverTimeMs) {
    setKnown({ serverTimeMs, offsetMs: serverTimeMs - Date.now() });
  }
  return known.offsetMs;
}
