import { type RefObject, useEffect, useState } from "react";
import classes from "./FenceMap.module.css";
import { messages } from "./messages";

/** Each step halves or doubles what is seen; none is the circle as large as it fits. */
const [NEAREST, FARTHEST] = [2, -5];
/** So much of a wheel, or of a pinch on a touchpad, is one step. */
const WHEEL_STEP = 60;

const held = (steps: number) => Math.max(FARTHEST, Math.min(NEAREST, steps));

interface Zoom {
  factor: number;
  nearest: boolean;
  farthest: boolean;
  by: (steps: number) => void;
}

/**
 * How near a drawing is looked at. The wheel zooms with the control key only, as which browsers
 * also report a pinch on a touchpad: without it, it scrolls the page that the drawing lies in.
 */
export function useZoom(drawing: RefObject<SVGSVGElement | null>): Zoom {
  const [steps, setSteps] = useState(0);
  const by = (more: number) => setSteps((now) => held(now + more));
  useEffect(() => {
    const element = drawing.current;
    let turned = 0;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      turned += event.deltaY;
      const whole = Math.trunc(turned / WHEEL_STEP);
      turned -= whole * WHEEL_STEP;
      if (whole !== 0) setSteps((now) => held(now - whole));
    };
    // Not by React, whose listener may not keep the page from being zoomed.
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [drawing]);
  return { factor: 2 ** steps, nearest: steps === NEAREST, farthest: steps === FARTHEST, by };
}

/** Two buttons in the corner of a drawing, which keep the keyboard's place at either end. */
export function ZoomButtons({ zoom }: { zoom: Zoom }) {
  return (
    <div className={classes.zoom}>
      <button
        type="button"
        aria-label={messages.zoomIn}
        aria-disabled={zoom.nearest}
        onClick={() => zoom.by(1)}
      >
        +
      </button>
      <button
        type="button"
        aria-label={messages.zoomOut}
        aria-disabled={zoom.farthest}
        onClick={() => zoom.by(-1)}
      >
        −
      </button>
    </div>
  );
}
