import { useCallback, useState } from "react";
import {
  type DevicePosition,
  devicePosition,
  PositionError,
  type PositionProblem,
} from "@/lib/devicePosition";

interface PositionState {
  position: DevicePosition | null;
  problem: PositionProblem | null;
  asking: boolean;
}

/** The device's position on request, with its troubles; never asked for by itself. */
export function useDevicePosition() {
  const [state, setState] = useState<PositionState>({
    position: null,
    problem: null,
    asking: false,
  });

  /** Resolves to the position, or to null after noting the problem. */
  const ask = useCallback(async (): Promise<DevicePosition | null> => {
    setState((before) => ({ ...before, problem: null, asking: true }));
    try {
      const position = await devicePosition();
      setState({ position, problem: null, asking: false });
      return position;
    } catch (error) {
      const problem = error instanceof PositionError ? error.problem : "unavailable";
      setState({ position: null, problem, asking: false });
      return null;
    }
  }, []);

  return { ...state, ask };
}
