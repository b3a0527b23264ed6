import { NetworkError } from "@/api/client";
import { toApiError } from "@/api/errors";
import { link } from "@/api/organisation";
import { dropToken, getToken } from "@/api/token";

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
 * Sends a picture, telling how much of it has left this device. By XMLHttpRequest: `fetch` tells
 * nothing about an upload under way.
 *
 * @param onProgress called with percent from 0 to 100
 * @returns the address of the stored picture
 * @throws ApiError `picture_refused`, `too_large`, `storage_unavailable`
 * @throws NetworkError when there was no answer
 */
export function uploadPicture(
  file: Blob,
  onProgress: (percent: number) => void,
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const token = getToken();
    const call = new XMLHttpRequest();
    call.open("PUT", link("/api/me/picture/"));
    call.setRequestHeader("Authorization", `Token ${token}`);
    call.setRequestHeader("Accept", "application/json");
    call.timeout = TIMEOUT;
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(Math.round((100 * event.loaded) / event.total));
    };
    call.onload = () => {
      const body = jsonOf(call.responseText);
      if (call.status === 200) {
        resolve((body as { picture_url: string | null }).picture_url);
        return;
      }
      if (call.status === 401 && getToken() === token) dropToken();
      reject(toApiError(call.status, body, call.getResponseHeader("X-Request-ID")));
    };
    const noAnswer = () => reject(new NetworkError("No answer from the server"));
    call.onerror = noAnswer;
    call.ontimeout = noAnswer;
    const form = new FormData();
    form.append("file", file, "picture");
    call.send(form);
  });
}
