import { toBase64Url } from "@/lib/base64url";
import { inStore } from "@/lib/idb";

const ALGORITHM: EcKeyGenParams = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE: EcdsaParams = { name: "ECDSA", hash: "SHA-256" };
const ID = "device-key";

interface StoredKey {
  id: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

export interface DeviceKey {
  /** Base64url of the raw uncompressed point (65 bytes). */
  publicKey: string;
  /** Base64url of r||s over the UTF-8 bytes of the text. */
  sign: (text: string) => Promise<string>;
}

const readKey = () =>
  inStore<StoredKey | undefined>("device", "readonly", (store) => store.get(ID));

async function makeKey(): Promise<StoredKey> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const made: StoredKey = { id: ID, privateKey: pair.privateKey, publicKey: pair.publicKey };
  try {
    await inStore("device", "readwrite", (store) => store.add(made));
    return made;
  } catch (error) {
    // Another tab was faster: both must sign with the same key.
    const theirs = await readKey();
    if (theirs) return theirs;
    throw error;
  }
}

async function load(): Promise<DeviceKey | null> {
  try {
    if (!globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
    const stored = (await readKey()) ?? (await makeKey());
    const point = await crypto.subtle.exportKey("raw", stored.publicKey);
    return {
      publicKey: toBase64Url(point),
      sign: async (text) =>
        toBase64Url(
          await crypto.subtle.sign(SIGNATURE, stored.privateKey, new TextEncoder().encode(text)),
        ),
    };
  } catch {
    // Private windows and blocked storage: the claim goes without a key.
    return null;
  }
}

let loading: Promise<DeviceKey | null> | null = null;

/**
 * The key pair of this browser, made on first use; its private part cannot be
 * read out. Null where the browser has no WebCrypto or no lasting storage.
 */
export function deviceKey(): Promise<DeviceKey | null> {
  loading ??= load();
  return loading;
}
