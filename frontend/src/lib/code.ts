/** The alphabet of scanned and typed codes: digits and capitals without I, L, O, U. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const SCANNED_LENGTH = 20;
export const TYPED_LENGTH = 6;

/**
 * Reads what a person typed: case, spaces and dashes do not matter, and the
 * letters left out of the alphabet are taken for the digits they look like.
 * Anything else is dropped.
 */
export function normaliseCode(text: string): string {
  return [...text.toUpperCase()]
    .map((letter) => (letter === "O" ? "0" : letter === "I" || letter === "L" ? "1" : letter))
    .filter((letter) => ALPHABET.includes(letter))
    .join("");
}

/** The code in a check-in path (`/c/<20 characters>`, either case), or null. */
export function codeOfPath(pathname: string): string | null {
  const segment = /^\/c\/([^/]+)\/?$/i.exec(pathname)?.[1]?.toUpperCase();
  if (segment?.length !== SCANNED_LENGTH) return null;
  return [...segment].every((letter) => ALPHABET.includes(letter)) ? segment : null;
}

export type Scan =
  | { kind: "code"; code: string }
  | { kind: "elsewhere"; url: string; host: string }
  | { kind: "foreign" };

/**
 * Judges the text of a scanned QR code. A check-in address of another host is
 * told apart, because opening it here would ask the wrong server.
 */
export function readScan(text: string, host: string): Scan {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { kind: "foreign" };
  }
  const code = codeOfPath(url.pathname);
  if (!code || !/^https?:$/.test(url.protocol)) return { kind: "foreign" };
  if (url.host !== host) return { kind: "elsewhere", url: url.href, host: url.host };
  return { kind: "code", code };
}
