import { NetworkError } from "./client";
import { toApiError } from "./errors";
import { link } from "./organisation";
import { dropToken, getToken } from "./token";

/** Longest wait for an upload over a slow line, in milliseconds. */
const TIMEOUT = 120_000;

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/**
 * Sends a form with a file, telling how much of it has left this device. By XMLHttpRequest: `fetch`
 * tells nothing about an upload under way.
 *
 * @param path absolute API path without organisation
 * @param onProgress called with percent from 0 to 100
 * @returns the body of the answer
 * @throws ApiError when the server refused it
 * @throws NetworkError when there was no answer
 */
export function upload<T>(
  method: "POST" | "PUT",
  path: string,
  form: FormData,
  onProgress: (percent: number) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const token = getToken();
    const call = new XMLHttpRequest();
    call.open(method, link(path));
    call.setRequestHeader("Authorization", `Token ${token}`);
    call.setRequestHeader("Accept", "application/json");
    call.timeout = TIMEOUT;
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(Math.round((100 * event.loaded) / event.total));
    };
    call.onload = () => {
      const body = jsonOf(call.responseText);
      if (call.status >= 200 && call.status < 300) {
        resolve(body as T);
        return;
      }
      if (call.status === 401 && getToken() === token) dropToken();
      reject(toApiError(call.status, body, call.getResponseHeader("X-Request-ID")));
    };
    const noAnswer = () => reject(new NetworkError("No answer from the server"));
    call.onerror = noAnswer;
    call.ontimeout = noAnswer;
    call.send(form);
  });
}
