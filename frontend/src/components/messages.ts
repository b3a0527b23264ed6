export const messages = {
  product: "Attendance",
  close: "Close",
  dismiss: "Dismiss",
  undo: "Undo",
  tryAgain: "Try again",
  toDashboard: "Go to the dashboard",
  reference: (id: string) => `Reference ${id}`,
} as const;
