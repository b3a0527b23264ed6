import { metresEast, type Point } from "./fence";

/** Web Mercator: which square pictures of the world lie beneath a drawing, and where on it. */

/** Where there are tiles: how their addresses are made, whom to thank, the greatest zoom. */
export interface TileServer {
  url: string;
  attribution: string;
  max_zoom: number;
}

/** What a drawing shows: its middle, and its sides in metres. */
export interface View {
  centre: Point;
  wide: number;
  high: number;
}

/** One tile; `column` counts on past the date line, where `x` begins anew. */
export interface Tile {
  key: string;
  zoom: number;
  x: number;
  y: number;
  column: number;
}

/** Pixels of a tile's side, as all servers have it. */
const TILE = 256;
/** More would not be told apart, and cost the server four times as much. */
const SHARPEST = 2;
/** Where the map ends: beyond, the square of the world has no more room. */
export const LAST_LATITUDE = 85.05112878;

/** A place as shares of the map of the world, from its north-west corner. */
export function project({ latitude, longitude }: Point): { x: number; y: number } {
  const north = Math.asinh(Math.tan((latitude * Math.PI) / 180));
  return { x: (longitude + 180) / 360, y: (1 - north / Math.PI) / 2 };
}

/** The drawing as shares of the map of the world: its north-west corner and its sides. */
function windowOf({ centre, wide, high }: View) {
  const world = 360 * metresEast(centre.latitude);
  const { x, y } = project(centre);
  const [width, height] = [wide / world, high / world];
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** The zoom at which tiles are about as fine as a screen that shows the view so many pixels wide. */
export function zoomFor(view: View, pixels: number, greatest: number): number {
  const tiles = pixels / TILE;
  const zoom = Math.round(Math.log2(tiles / windowOf(view).width));
  return Math.max(0, Math.min(greatest, zoom));
}

/** The tiles that a view touches; none beyond the map's north and south end. */
export function tilesOf(view: View, zoom: number): Tile[] {
  if (Math.abs(view.centre.latitude) > LAST_LATITUDE) return [];
  const count = 2 ** zoom;
  const { x, y, width, height } = windowOf(view);
  const [firstColumn, lastColumn] = [Math.floor(x * count), Math.floor((x + width) * count)];
  const firstRow = Math.max(0, Math.floor(y * count));
  const lastRow = Math.min(count - 1, Math.floor((y + height) * count));
  const tiles: Tile[] = [];
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let column = firstColumn; column <= lastColumn; column += 1) {
      const key = `${zoom}/${column}/${row}`;
      tiles.push({ key, zoom, x: ((column % count) + count) % count, y: row, column });
    }
  }
  return tiles;
}

/** Where a tile lies on a drawing, in shares of its width and height. */
export function placeOf({ zoom, column, y: row }: Tile, view: View) {
  const count = 2 ** zoom;
  const { x, y, width, height } = windowOf(view);
  return {
    left: (column / count - x) / width,
    top: (row / count - y) / height,
    width: 1 / count / width,
    height: 1 / count / height,
  };
}

/** Pixels that tiles should have, for so many of the page on a screen of that density. */
export function finePixels(url: string, pixels: number, density: number): number {
  // Tiles that are served twice as fine are asked for by their name, not by a greater zoom.
  return url.includes("{r}") ? pixels : pixels * Math.min(SHARPEST, Math.max(1, density));
}

/** The address of a tile. */
export function tileUrl(template: string, { zoom, x, y }: Tile, density: number): string {
  const values: Record<string, string> = {
    z: String(zoom),
    x: String(x),
    y: String(y),
    r: density > 1 ? "@2x" : "",
  };
  return template.replace(/\{([zxyr])\}/g, (_, name: string) => values[name] ?? "");
}

/** What the page was told of a map server when it was served; null for none. */
export function tileServer(): TileServer | null {
  const told = document.querySelector<HTMLMetaElement>('meta[name="map-tiles"]')?.content ?? "";
  // The page as it was built, with no server before it, holds a placeholder.
  return told.startsWith("{") ? (JSON.parse(told) as TileServer) : null;
}
