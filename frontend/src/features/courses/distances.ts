import type { Distances } from "@/api/staff/types";
import { formatNumber } from "@/lib/zonedFormat";
import { messages } from "./messages";

/** Pure rules of what check-ins say about a fence. */

export type Ring = Distances["rings"][number];

/** Fewer check-ins say too little about a radius. */
const ENOUGH = 20;
/** So great a share just outside is no longer people who forgot to wait for their phone. */
const MANY = 0.1;

const metres = (value: number) => messages.metres(formatNumber(value));

/** A ring in words: from where to where, or what it is beside the distances. */
export function ringWords(rings: readonly Ring[], index: number): string {
  const ring = rings[index];
  if (ring === undefined) return "";
  if (ring.kind === "within") return messages.ringWithin(metres(ring.up_to_m ?? 0));
  if (ring.kind === "none") return messages.ringNone;
  if (ring.kind === "refused") return messages.ringRefused;
  const from = metres(rings[index - 1]?.up_to_m ?? 0);
  if (ring.up_to_m === null) return messages.ringBeyond(from);
  return messages.ringBetween(from, metres(ring.up_to_m));
}

/** The figure of a ring; none about one or two people. */
export const ringFigure = ({ check_ins: count }: Ring): string =>
  count === null ? messages.ringFew : formatNumber(count);

/** What the figures say about the radius; nothing where they are too few. */
export function advice({ rings }: Distances): string | null {
  const count = (kind: Ring["kind"]) => rings.find((ring) => ring.kind === kind)?.check_ins ?? 0;
  const [within, near] = [count("within"), count("near")];
  if (within + near < ENOUGH) return null;
  if (near < MANY * (within + near)) return messages.radiusFits;
  return messages.radiusSmall(formatNumber(near), formatNumber(within + near));
}
