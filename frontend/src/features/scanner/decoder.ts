import { decodeQR } from "qr/decode.js";

/**
 * Reads one QR code from a picture; null when there is none to be read. Loaded
 * only by browsers without a detector of their own.
 */
export function decode(image: ImageData): string | null {
  try {
    return decodeQR(image);
  } catch {
    return null;
  }
}
