const NAME = "attendance";
const VERSION = 1;
/** Safari can leave an opening database waiting for ever. */
const OPEN_WITHIN_MS = 2000;

export type StoreName = "device" | "scans";

let database: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, VERSION);
    const timer = setTimeout(() => reject(new Error("The database did not open")), OPEN_WITHIN_MS);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("device", { keyPath: "id" });
      opening.result.createObjectStore("scans", { keyPath: "client_reference" });
    };
    opening.onsuccess = () => {
      clearTimeout(timer);
      opening.result.onversionchange = () => opening.result.close();
      opening.result.onclose = () => {
        database = null;
      };
      resolve(opening.result);
    };
    opening.onerror = () => {
      clearTimeout(timer);
      reject(opening.error ?? new Error("The database did not open"));
    };
  });
}

/**
 * Runs one request in a transaction of its own and gives its result.
 *
 * @throws when the browser has no database or refuses it, as in private windows
 */
export async function inStore<T>(
  name: StoreName,
  mode: IDBTransactionMode,
  run: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  database ??= open();
  let opened: IDBDatabase;
  try {
    opened = await database;
  } catch (error) {
    database = null;
    throw error;
  }
  return new Promise((resolve, reject) => {
    const transaction = opened.transaction(name, mode);
    const request = run(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
