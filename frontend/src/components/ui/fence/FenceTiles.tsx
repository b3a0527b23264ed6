import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import {
  finePixels,
  placeOf,
  type TileServer,
  tilesOf,
  tileUrl,
  type View,
  zoomFor,
} from "@/lib/mapTiles";
import classes from "./FenceMap.module.css";

interface FenceTilesProps {
  server: TileServer;
  /** The same object while it shows the same. */
  view: View;
  /** How wide the drawing is on the page. */
  pixels: number;
}

/** Nobody is asked for tiles of places that a pull or a half-typed number only passes. */
const PAUSE_MS = 300;
const percent = (share: number) => `${share * 100}%`;
/** Tiles overlap by so little: rounding leaves no lines between them. */
const lapped = (share: number) => `calc(${percent(share)} + 0.6px)`;

/** The map beneath a fence. What has not come, or never does, shows the paper beneath. */
export function FenceTiles({ server, view, pixels }: FenceTilesProps) {
  const [loaded, setLoaded] = useState<ReadonlySet<string>>(new Set());
  const [settled] = useDebouncedValue(view, PAUSE_MS);
  const [density] = useState(() => globalThis.devicePixelRatio);
  const tiles = useMemo(() => {
    const fine = finePixels(server.url, pixels, density);
    return tilesOf(settled, zoomFor(settled, fine, server.max_zoom));
  }, [server, settled, pixels, density]);
  return (
    <>
      <div className={classes.tiles} aria-hidden data-testid="fence-tiles">
        {tiles.map((tile) => {
          const { left, top, width, height } = placeOf(tile, view);
          return (
            <img
              key={tile.key}
              src={tileUrl(server.url, tile, density)}
              alt=""
              draggable={false}
              decoding="async"
              referrerPolicy="no-referrer"
              data-loaded={loaded.has(tile.key) || undefined}
              onLoad={() => setLoaded((before) => new Set(before).add(tile.key))}
              // West is left in every language.
              style={{
                left: percent(left),
                top: percent(top),
                width: lapped(width),
                height: lapped(height),
              }}
            />
          );
        })}
      </div>
      <p className={classes.thanks}>{server.attribution}</p>
    </>
  );
}
