const TAKEN_OVER_MS = 10_000;

/** Hands a file that was fetched to the browser, as a download under a name. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers read it a moment later.
  window.setTimeout(() => URL.revokeObjectURL(url), TAKEN_OVER_MS);
}
