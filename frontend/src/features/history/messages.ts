/** Every text of the history. */
export const messages = {
  title: "History",
  back: "Back to the start page",
  records: "Records",
  attempts: "Attempts",
  loading: "Loading",
  noRecords: "No records yet. They appear after your first class.",
  noAttempts: "No attempts yet. Every scan and typed code is listed here with its outcome.",
  failed: "The list could not be loaded.",
  retry: "Try again",
  older: "Older",
  newer: "Newer",
  page: (page: string, pages: string) => `Page ${page} of ${pages}`,
} as const;
