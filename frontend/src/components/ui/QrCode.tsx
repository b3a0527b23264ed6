import encodeQR from "qr";
import { useMemo } from "react";
import { qrPath } from "@/lib/qrPath";
import classes from "./QrCode.module.css";

/** Light modules around the code that scanners rely on. */
const QUIET_ZONE = 4;

/** The QR code of a URL, black on white whatever the colour scheme. */
export function QrCode({
  url,
  label,
  "data-testid": testId = "qr",
}: {
  url: string;
  label: string;
  "data-testid"?: string;
}) {
  const { side, path } = useMemo(() => {
    const matrix = encodeQR(url, "raw", { ecc: "medium", border: QUIET_ZONE });
    return { side: matrix.length, path: qrPath(matrix) };
  }, [url]);
  return (
    <svg
      className={classes.code}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      data-qr-url={url}
      data-testid={testId}
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
