/** Plane geometry around a fence: at a few kilometres the earth is flat enough for a drawing. */

export interface Point {
  latitude: number;
  longitude: number;
}

/** Metres to the east and to the north. */
export interface Offset {
  east: number;
  north: number;
}

const METRES_PER_DEGREE = 111_320;
export const LEAST_RADIUS = 10;
export const LARGEST_RADIUS = 5000;

/** Metres of one degree of longitude; never none, so that the poles can be drawn too. */
export const metresEast = (latitude: number) =>
  METRES_PER_DEGREE * Math.max(0.01, Math.cos((latitude * Math.PI) / 180));

/** The point so many metres away, on the globe: no latitude above a pole, longitudes go round. */
export function moved({ latitude, longitude }: Point, { east, north }: Offset): Point {
  const turned = longitude + east / metresEast(latitude);
  return {
    latitude: Math.max(-90, Math.min(90, latitude + north / METRES_PER_DEGREE)),
    longitude: ((((turned + 180) % 360) + 360) % 360) - 180,
  };
}

/** How far a point lies from another. */
export function offsetFrom(origin: Point, point: Point): Offset {
  const turn = ((((point.longitude - origin.longitude + 180) % 360) + 360) % 360) - 180;
  return {
    east: turn * metresEast(origin.latitude),
    north: (point.latitude - origin.latitude) * METRES_PER_DEGREE,
  };
}

/** The largest of 1, 2, 5, 10, 20 … metres of which a few fit into a length. */
export function gridStep(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres / 4));
  const share = metres / 4 / power;
  if (share >= 5) return 5 * power;
  return share >= 2 ? 2 * power : power;
}

/** A radius that a fence can have, in whole metres. */
export const heldRadius = (metres: number): number =>
  Math.round(Math.max(LEAST_RADIUS, Math.min(LARGEST_RADIUS, metres)));
