import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { isInAppBrowser } from "@/lib/platform";
import { makeDetector } from "./detector";

export type CameraState =
  | "starting"
  | "scanning"
  | "camera-denied"
  | "no-camera"
  | "camera-busy"
  | "in-app-browser";

/** Pause between two looks at the picture; leaves a slow phone time to draw. */
const LOOK_EVERY_MS = 90;

const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
};

function troubleOf(error: unknown): CameraState {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") {
    return isInAppBrowser() ? "in-app-browser" : "camera-denied";
  }
  if (name === "NotReadableError" || name === "AbortError") return "camera-busy";
  return "no-camera";
}

interface TorchTrack {
  track: MediaStreamTrack;
  on: boolean;
}

export interface Camera {
  state: CameraState;
  video: RefObject<HTMLVideoElement | null>;
  /** Asks for the camera again, without loading the page anew. */
  retry: () => void;
  /** Null where the camera has no light. */
  torch: { on: boolean; toggle: () => void } | null;
}

function torchOf(stream: MediaStream): TorchTrack | null {
  const track = stream.getVideoTracks()[0];
  const abilities = track?.getCapabilities?.() as { torch?: boolean } | undefined;
  return track && abilities?.torch ? { track, on: false } : null;
}

async function look(
  video: HTMLVideoElement,
  signal: AbortSignal,
  found: (text: string) => void,
): Promise<void> {
  const detect = await makeDetector();
  while (!signal.aborted) {
    const text = await detect(video).catch(() => null);
    if (text && !signal.aborted) found(text);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Retries by itself once the user has allowed the camera in the browser's own settings. */
async function onceAllowed(signal: AbortSignal, retry: () => void): Promise<void> {
  try {
    const permission = await navigator.permissions.query({ name: "camera" as PermissionName });
    permission.addEventListener(
      "change",
      () => {
        if (permission.state === "granted") retry();
      },
      { signal },
    );
  } catch {
    // Not every browser tells; the button remains.
  }
}

/**
 * Runs the back camera while the component is shown and reads codes from it.
 *
 * @param found is called for every reading, so often several times for one code
 */
export function useCamera(found: (text: string) => void): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>("starting");
  const [torch, setTorch] = useState<TorchTrack | null>(null);
  const [round, setRound] = useState(0);
  const latest = useRef(found);
  latest.current = found;
  const retry = useCallback(() => setRound((before) => before + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks for the camera again
  useEffect(() => {
    const abort = new AbortController();
    let stream: MediaStream | null = null;
    const run = async () => {
      if (!navigator.mediaDevices?.getUserMedia) {
        return setState(isInAppBrowser() ? "in-app-browser" : "no-camera");
      }
      setState("starting");
      try {
        stream = await navigator.mediaDevices.getUserMedia(WANTED);
        const element = video.current;
        if (abort.signal.aborted || !element) {
          for (const track of stream.getTracks()) track.stop();
          return;
        }
        element.srcObject = stream;
        await element.play();
        setTorch(torchOf(stream));
        setState("scanning");
        await look(element, abort.signal, (text) => latest.current(text));
      } catch (error) {
        if (abort.signal.aborted) return;
        setState(troubleOf(error));
        void onceAllowed(abort.signal, retry);
      }
    };
    void run();
    // A phone coming back from its settings or its lock screen may have lost the picture.
    const onVisible = () => {
      const dead = stream?.getVideoTracks().every((track) => track.readyState === "ended");
      if (document.visibilityState === "visible" && dead) retry();
    };
    document.addEventListener("visibilitychange", onVisible, { signal: abort.signal });
    return () => {
      abort.abort();
      setTorch(null);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [round, retry]);

  const toggle = async () => {
    if (!torch) return;
    const constraint = { torch: !torch.on } as MediaTrackConstraintSet;
    await torch.track.applyConstraints({ advanced: [constraint] }).catch(() => null);
    setTorch({ ...torch, on: !torch.on });
  };
  return {
    state,
    video,
    retry,
    torch: torch && { on: torch.on, toggle: () => void toggle() },
  };
}
