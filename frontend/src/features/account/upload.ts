import { upload } from "@/api/upload";

/**
 * Sends a picture, telling how much of it has left this device.
 *
 * @param onProgress called with percent from 0 to 100
 * @returns the address of the stored picture
 * @throws ApiError `picture_refused`, `too_large`, `storage_unavailable`
 * @throws NetworkError when there was no answer
 */
export async function uploadPicture(
  file: Blob,
  onProgress: (percent: number) => void,
): Promise<string | null> {
  const form = new FormData();
  form.append("file", file, "picture");
  const answer = await upload<{ picture_url: string | null }>(
    "PUT",
    "/api/me/picture/",
    form,
    onProgress,
  );
  return answer.picture_url;
}
