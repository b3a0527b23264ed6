import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import { gridStep, heldRadius, moved, type Offset, offsetFrom, type Point } from "@/lib/fence";
import { tileServer } from "@/lib/mapTiles";
import { formatNumber } from "@/lib/zonedFormat";
import classes from "./FenceMap.module.css";
import { FenceTiles } from "./FenceTiles";
import { messages } from "./messages";
import { useZoom, ZoomButtons } from "./Zoom";

interface FenceMapProps {
  centre: Point;
  /** Metres. */
  radius: number;
  /** Where this device is, and within how many metres that is known. */
  me?: (Point & { accuracy_m: number }) | null;
  /** Circles around the same middle, from within, and what is said between each and the one inside. */
  rings?: readonly { radius: number; words: string }[] | undefined;
  /** Makes it movable; without, it is a picture. */
  onChange?: (fence: Point & { radius: number }) => void;
}

/** The drawing is 320 × 200 units; the circle fills five eighths of its height, less with rings. */
const [WIDE, HIGH] = [320, 200];
const SHARE = 5 / 8;
/** Leaves room for the ring of twice the radius. */
const SHARE_IN_RINGS = 0.44;
/** The height of words on it. */
const LINE = 11;
/** Big enough for a finger. */
const GRIP = 16;
const KEYS: Record<string, Offset> = {
  ArrowUp: { east: 0, north: 1 },
  ArrowDown: { east: 0, north: -1 },
  ArrowLeft: { east: -1, north: 0 },
  ArrowRight: { east: 1, north: 0 },
};
const SIZES: Record<string, number> = { "+": 1, "=": 1, "-": -1 };

/**
 * A fence to scale, on a grid of metres: drawn here, so that it needs no map server. Where the
 * installation has one, its map lies beneath.
 */
export function FenceMap({ centre, radius, me, rings = [], onChange }: FenceMapProps) {
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<"centre" | "radius" | null>(null);
  // While something is dragged the paper lies still under it.
  const [held, setHeld] = useState({ origin: centre, radius });
  const paper = drag === null ? { origin: centre, radius } : held;
  const { ref: frame, width: pixels } = useElementSize();
  const zoom = useZoom(svg);
  const share = (rings.length > 0 ? SHARE_IN_RINGS : SHARE) * zoom.factor;
  const unit = (2 * paper.radius) / (HIGH * share);
  const step = gridStep(WIDE * unit);
  const at = (point: Point) => {
    const { east, north } = offsetFrom(paper.origin, point);
    return { x: WIDE / 2 + east / unit, y: HIGH / 2 - north / unit };
  };
  const middle = at(centre);
  const [server] = useState(tileServer);
  const { latitude, longitude } = paper.origin;
  const view = useMemo(
    () => ({ centre: { latitude, longitude }, wide: WIDE * unit, high: HIGH * unit }),
    [latitude, longitude, unit],
  );

  const take = (what: "centre" | "radius") => (event: PointerEvent<SVGElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setHeld({ origin: centre, radius });
    setDrag(what);
  };
  const pull = (event: PointerEvent<SVGElement>) => {
    const matrix = svg.current?.getScreenCTM();
    if (drag === null || !matrix) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const there = { east: (x - WIDE / 2) * unit, north: (HIGH / 2 - y) * unit };
    const point = moved(paper.origin, there);
    if (drag === "centre") return onChange?.({ ...point, radius });
    const { east, north } = offsetFrom(centre, point);
    return onChange?.({ ...centre, radius: heldRadius(Math.hypot(east, north)) });
  };
  const nudge = step / 10;
  const press = (event: KeyboardEvent) => {
    const way = KEYS[event.key];
    const size = SIZES[event.key];
    if (way === undefined && size === undefined) return;
    event.preventDefault();
    if (way !== undefined) {
      const far = { east: way.east * nudge, north: way.north * nudge };
      onChange?.({ ...moved(centre, far), radius });
    } else if (size !== undefined) {
      const by = Math.max(1, Math.round(radius / 20));
      onChange?.({ ...centre, radius: heldRadius(radius + size * by) });
    }
  };
  const grip = (what: "centre" | "radius", x: number) => (
    <circle
      className={classes.grip}
      cx={x}
      cy={middle.y}
      r={GRIP}
      onPointerDown={take(what)}
      onPointerMove={pull}
      onPointerUp={() => setDrag(null)}
      onPointerCancel={() => setDrag(null)}
      data-testid={`fence-${what}`}
    />
  );
  const rim = middle.x + radius / unit;
  const movable = onChange !== undefined;
  const words = movable
    ? messages.edit(formatNumber(radius), formatNumber(nudge))
    : messages.drawn(formatNumber(radius));
  return (
    <div className={classes.frame} ref={frame}>
      {server !== null && pixels > 0 && <FenceTiles server={server} view={view} pixels={pixels} />}
      <svg
        ref={svg}
        className={classes.map}
        viewBox={`0 0 ${WIDE} ${HIGH}`}
        aria-label={words}
        role={movable ? "application" : "img"}
        {...(movable && { tabIndex: 0, onKeyDown: press })}
        data-testid="fence-map"
      >
        <Grid step={step / unit} />
        <Rings rings={rings} unit={unit} />
        {me && <Me {...at(me)} accuracy={me.accuracy_m / unit} />}
        <circle className={classes.casing} cx={middle.x} cy={middle.y} r={radius / unit} />
        <circle className={classes.circle} cx={middle.x} cy={middle.y} r={radius / unit} />
        <circle className={classes.handle} cx={middle.x} cy={middle.y} r={5} />
        {movable && <circle className={classes.handle} cx={rim} cy={middle.y} r={5} />}
        {movable && grip("centre", middle.x)}
        {movable && grip("radius", rim)}
        <line
          className={classes.scale}
          x1={12}
          x2={12 + step / unit}
          y1={HIGH - 12}
          y2={HIGH - 12}
        />
        <text x={12} y={HIGH - 18} fontSize={11}>
          {messages.metres(formatNumber(step))}
        </text>
        <text x={WIDE - 20} y={20} fontSize={13}>
          {messages.north}
        </text>
        <path d={`M${WIDE - 15.5} 24v14m-4 -10l4 -5 4 5`} className={classes.scale} fill="none" />
      </svg>
      <ZoomButtons zoom={zoom} />
    </div>
  );
}

/** Lines one step apart, from the middle outwards. */
function Grid({ step }: { step: number }) {
  const lines = (length: number) =>
    Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => {
      const first = (length / 2) % step;
      return first + index * step;
    }).filter((place) => place < length);
  return (
    <g className={classes.grid} data-testid="fence-grid">
      {lines(WIDE).map((x) => (
        <line key={x} x1={x} x2={x} y1={0} y2={HIGH} />
      ))}
      {lines(HIGH).map((y) => (
        <line key={y} x1={0} x2={WIDE} y1={y} y2={y} />
      ))}
    </g>
  );
}

/** Rings around the middle of the drawing, each with its words at its top, inside it. */
function Rings({
  rings,
  unit,
}: {
  rings: readonly { radius: number; words: string }[];
  unit: number;
}) {
  return rings.map(({ radius, words }, index) => {
    const [inner, outer] = [(rings[index - 1]?.radius ?? 0) / unit, radius / unit];
    return (
      <g key={radius}>
        {index > 0 && <circle className={classes.ring} cx={WIDE / 2} cy={HIGH / 2} r={outer} />}
        {/* What lies beyond the drawing, or too close, stands in the text beside it alone. */}
        {outer < HIGH / 2 && outer - inner > LINE && (
          <text
            x={WIDE / 2}
            y={HIGH / 2 - (inner + outer) / 2 + LINE / 3}
            fontSize={LINE}
            textAnchor="middle"
          >
            {words}
          </text>
        )}
      </g>
    );
  });
}

/** Where this device is, within its accuracy. */
function Me({ x, y, accuracy }: { x: number; y: number; accuracy: number }) {
  return (
    <>
      <circle className={classes.accuracy} cx={x} cy={y} r={accuracy} />
      <circle className={classes.me} cx={x} cy={y} r={4} />
    </>
  );
}
